using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>This part: calls in all their forms, and the inline <c>if</c>.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>An expression, or the Handlebars form <c>f x y</c>: at the start of a tag and inside parentheses.</summary>
    private Node Group()
    {
        if (_current.Kind == TokenKind.Name && _next.SpaceBefore && _next.Is("(") && FunctionLibrary.Find(_current.Content) is not null)
        {
            return SpacedCall();
        }

        if ((_current.IsWord("and") || _current.IsWord("or")) && StartsArgument(_next))
        {
            var isAnd = Advance().IsWord("and");
            var operands = HelperArguments([]);
            return isAnd ? new AndNode(operands) : new OrNode(operands);
        }

        return _current.Kind == TokenKind.Name && _next.SpaceBefore && StartsHelper() ? HelperCall() : Ternary();
    }

    private bool StartsHelper() =>
        !_current.IsWord("not") && !_current.IsWord("if") && StartsArgument(_next)
            && (FunctionLibrary.Find(_current.Content) is not null || !_next.Is("["));

    /// <summary>A token that begins a value and cannot go on with an expression.</summary>
    private static bool StartsArgument(Token token) => token.Kind switch
    {
        TokenKind.Text or TokenKind.Number or TokenKind.XPath => true,
        TokenKind.Name => !Operators.TryWord(token.Content, out _) && !IsKeyword(token.Content),
        TokenKind.Symbol => token.SpaceBefore && (token.Is("(") || token.Is("[") || token.Is("{")),
        _ => false,
    };

    private static bool IsKeyword(string word) => word.ToLowerInvariant() is "and" or "or" or "not" or "then" or "else" or "as";

    private Node HelperCall()
    {
        var (name, word) = (Advance(), _current);
        var function = FunctionLibrary.Find(name.Content);
        if (IsOperatorPlace && _next.IsWord("not") && OperatorSpelling.IsOtherName(word.Content))
        {
            throw OperatorSpelling.Failure(word.Start, word.Content + " not", OperatorSpelling.Nearest(word.Content + "_not"));
        }

        if (IsOperatorPlace && function is null && !IsFunction(name, word))
        {
            throw OperatorSpelling.Failure(word.Start, word.Content, OperatorSpelling.Nearest(word.Content));
        }

        var arguments = HelperArguments([]);
        return function is not null && arguments.Length > function.Most && word.Kind == TokenKind.Name
            && OperatorSpelling.Nearest(word.Content) is { } near
            ? throw OperatorSpelling.Failure(word.Start, word.Content, near)
            : Make(name, arguments, name);
    }

    /// <summary>A bare word between two values, as in <c>state is_in ['CA']</c>.</summary>
    private bool IsOperatorPlace =>
        _current.Kind == TokenKind.Name && StartsArgument(_current) && (StartsArgument(_next) || _next.IsWord("not") || IsNegative(_next));

    private static bool IsNegative(Token token) => token.Is("-") && token.SpaceBefore;

    /// <summary>Whether a call is meant, if only of a misspelt function.</summary>
    private bool IsFunction(Token name, Token word)
    {
        var isBare = _next.Kind == TokenKind.Name && OperatorSpelling.Nearest(word.Content) is null;
        return isBare || name.Content.ToLowerInvariant() is "not" or "now" or "uuid" or "text" or "xml"
            || (FunctionLibrary.Suggest(name.Content) is not null && !OperatorSpelling.IsOtherName(word.Content));
    }

    /// <summary><c>f (x) y</c> is a helper call, <c>f (x) + 1</c> and <c>f (x, y)</c> are ordinary ones.</summary>
    private Node SpacedCall()
    {
        var name = Advance();
        var at = _current;
        var arguments = CallArguments();
        if (arguments.Length == 1 && (StartsArgument(_current) || _current.Is(".")))
        {
            return Make(name, HelperArguments([_current.Is(".") ? Suffixed(arguments[0]) : arguments[0]]), at);
        }

        _ready = Make(name, arguments, at);
        return Ternary();
    }

    private Node Suffixed(Node first)
    {
        _ready = first;
        return Operand();
    }

    private Node[] HelperArguments(List<Node> arguments)
    {
        while (StartsArgument(_current) || IsNegativeNumber)
        {
            arguments.Add(_current.Is("-") ? Unary() : Operand());
        }

        if (_current.Kind != TokenKind.End && !_current.Is(")") && !_current.Is(",") && !_current.IsWord("then")
            && !_current.IsWord("else"))
        {
            throw Unexpected("another value or the end: put parentheses around a computed value");
        }

        return [.. arguments];
    }

    /// <summary><c>add_days x -1</c>: a minus that stands apart from what is before it and joins what is behind it.</summary>
    private bool IsNegativeNumber => _current.Is("-") && _current.SpaceBefore && _next.Kind == TokenKind.Number && !_next.SpaceBefore;

    private Node Call(Token name)
    {
        var at = _current;
        return Make(name, CallArguments(), at);
    }

    private Node[] CallArguments()
    {
        _context.Enter(_current.Start);
        Advance();
        var arguments = new List<Node>();
        while (!_current.Is(")"))
        {
            arguments.Add(Group());
            if (!_current.Is(")"))
            {
                Expect(",", "',' or ')'");
            }
        }

        Advance();
        _context.Leave();
        return [.. arguments];
    }

    private Node Make(Token name, Node[] arguments, Token at)
    {
        if (name.Content.Equals(XPathNode.Root, StringComparison.OrdinalIgnoreCase))
        {
            _context.AddPath(XPathNode.Root);
        }

        switch (name.Content.ToLowerInvariant())
        {
            case "not" when arguments.Length == 1: return new NotNode(arguments[0]);
            case "now" when arguments.Length == 0: return new NowNode();
            case "uuid" when arguments.Length == 0: return new UuidNode();
            case "text" when arguments is [ConstantNode { Value.Kind: ValueKind.Text } pattern]:
                return new BodyMatchNode(Regex(pattern.Value.AsText, at));
            case "text": throw new ParseFailure(at.Start, "text takes one regular expression in quotes");
            case "xml" when arguments is [ConstantNode { Value.Kind: ValueKind.Text } path]:
                return XPathNode.Problem(path.Value.AsText) is { } problem ? throw new ParseFailure(at.Start, problem)
                    : new XPathNode(path.Value.AsText);
            case "xml":
                return arguments is [var computed] ? new ComputedXPathNode(computed)
                : throw new ParseFailure(at.Start, "xml takes one XPath");
        }

        return new CallNode(Checked(name, arguments, 0), arguments);
    }

    /// <summary>The function, when it takes so many values; <paramref name="before"/> is 1 where the first stands before the
    /// point.</summary>
    private static Function Checked(Token name, Node[] arguments, int before)
    {
        var function = FunctionLibrary.Find(name.Content);
        if (function is null)
        {
            var meant = FunctionLibrary.Suggest(name.Content) ?? FunctionLibrary.Begun(name.Content);
            var suggestion = meant is not null ? $", did you mean '{meant}'?"
                : ", expected the name of a function";
            throw new ParseFailure(name.Start, $"unknown function '{name.Content}'{suggestion}");
        }

        var count = arguments.Length + before;
        if (count < function.Least || count > function.Most)
        {
            throw new ParseFailure(name.Start,
                $"found {count} value{(count == 1 ? "" : "s")} for {name.Content}, expected {function.Takes}");
        }

        return function.HasPattern && arguments[1 - before] is ConstantNode { Value: { Kind: ValueKind.Text, AsText: var pattern } }
            && Patterns.Problem(pattern) is { } problem
            ? throw new ParseFailure(name.Start, problem)
            : function;
    }

    /// <summary>The inside of <c>{{#compare a "==" b}}</c>; without an operator, equality.</summary>
    public ComparisonNode CompareBlock()
    {
        var left = Operand();
        if (_current.Kind != TokenKind.Text || _next.Kind == TokenKind.End)
        {
            var (bare, bareNegated) = ReadOperator() ?? (Operator.Equal, false);
            return new ComparisonNode(bare, bareNegated, left, Operand());
        }

        var at = Advance();
        var word = at.Content.Trim();
        var negated = word.StartsWith("not ", StringComparison.OrdinalIgnoreCase);
        if (!Operators.TrySymbol(word, out var comparison) && !Operators.TryWord(negated ? word[4..].Trim() : word, out comparison))
        {
            throw new ParseFailure(at.Start, $"found {at.Found}, expected a comparison such as \"==\", \"<\" or \"contains\"");
        }

        return new ComparisonNode(comparison, negated, left, Operand());
    }

    /// <summary>The tag is <c>{{else}}</c> or <c>{{else if …}}</c>.</summary>
    public bool IsElse => _current.IsWord("else") && (_next.Kind is TokenKind.End or TokenKind.Wrong || _next.IsWord("if"));

    /// <summary>What <c>{{#each}}</c> goes through.</summary>
    public Node LoopList() => Group();

    /// <summary><c>as |item position|</c>, where given.</summary>
    public (string? Item, string? Position) LoopNames()
    {
        if (!_current.IsWord("as"))
        {
            return (null, null);
        }

        Advance();
        Expect("|", "'|' and a name");
        var item = LoopName();
        var position = _current.Kind == TokenKind.Name ? LoopName() : null;
        Expect("|", "'|'");
        return (item, position);
    }

    private string LoopName() => _current.Kind == TokenKind.Name ? Advance().Content : throw Unexpected("a name");

    /// <summary><c>if a then b else c</c> and <c>if a b then c else d</c>, where a equals b.</summary>
    private ConditionalNode InlineIf()
    {
        var branches = new List<(Node, Node)>();
        _context.Enter(_current.Start);
        while (true)
        {
            Advance();
            var condition = Condition();
            if (!_current.IsWord("then"))
            {
                throw Unexpected("'then'");
            }

            Advance();
            branches.Add((condition, Group()));
            if (!_current.IsWord("else"))
            {
                _context.Leave();
                return new ConditionalNode([.. branches], new ConstantNode(Value.Null));
            }

            Advance();
            if (!_current.IsWord("if"))
            {
                break;
            }
        }

        var otherwise = Group();
        _context.Leave();
        return new ConditionalNode([.. branches], otherwise);
    }
}
