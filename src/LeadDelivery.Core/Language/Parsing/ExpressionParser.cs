using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>Reads one expression by recursive descent, one method per precedence. This part: the operators, loosest first.</summary>
internal sealed partial class ExpressionParser
{
    private readonly Lexer _lexer;
    private readonly ParseContext _context;
    private Token _current;
    private Token _next;

    /// <summary>An operand read already: lets <c>round (x) + 1</c> go on as an expression once it turned out not to be a helper
    /// call.</summary>
    private Node? _ready;

    public ExpressionParser(Lexer lexer, ParseContext context)
    {
        _lexer = lexer;
        _context = context;
        _current = lexer.Next();
        _next = lexer.Next();
    }

    /// <summary>The token the parser stands on.</summary>
    public Token Current => _current;

    /// <summary>All there is, as one expression.</summary>
    public Node Whole()
    {
        var node = Group();
        End();
        return node;
    }

    /// <summary>Nothing more may follow.</summary>
    public void End()
    {
        if (_current.Kind == TokenKind.Name && !IsKeyword(_current.Content))
        {
            throw OperatorSpelling.Failure(_current.Start, _current.Content, OperatorSpelling.Nearest(_current.Content));
        }

        if (_current.Kind != TokenKind.End)
        {
            throw Unexpected(_current.Is("|") ? "'||'" : "an operator or the end");
        }
    }

    /// <summary><c>a</c> alone, or <c>a b</c> for equality, as in <c>if state "CA" then</c>.</summary>
    public Node Condition()
    {
        var left = IsPredicateCall ? HelperCall() : Ternary();
        if (IsOperatorPlace)
        {
            throw OperatorSpelling.Failure(_current.Start, _current.Content, OperatorSpelling.Nearest(_current.Content));
        }

        return StartsArgument(_current) ? new ComparisonNode(Operator.Equal, false, left, Operand()) : left;
    }

    /// <summary><c>if isValidEmail email then</c>: of <c>f x</c> in a condition, only what asks a question is a call.</summary>
    private bool IsPredicateCall => _current.Kind == TokenKind.Name && StartsArgument(_next)
        && FunctionLibrary.Find(_current.Content) is { } function && function.Name.StartsWith("is_", StringComparison.Ordinal);

    public Token Advance()
    {
        var token = _current;
        if (token.Kind == TokenKind.Wrong)
        {
            throw new ParseFailure(token.Start, token.Content);
        }

        _current = _next;
        _next = _lexer.Next();
        return token;
    }

    public ParseFailure Unexpected(string expected) => _current.Kind == TokenKind.Wrong
        ? new(_current.Start, _current.Content)
        : new(_current.Start, $"found {_current.Found}, expected {expected}");

    private Node Ternary()
    {
        _context.Enter(_current.Start);
        var condition = Or();
        if (!_current.Is("?"))
        {
            _context.Leave();
            return condition;
        }

        var branches = new List<(Node, Node)>();
        while (_current.Is("?"))
        {
            Advance();
            var value = Ternary();
            Expect(":", "':' and the value for otherwise");
            branches.Add((condition, value));
            condition = Or();
        }

        _context.Leave();
        return new ConditionalNode([.. branches], condition);
    }

    private Node Or()
    {
        var first = And();
        if (!IsOr)
        {
            return first;
        }

        var operands = new List<Node> { first };
        while (IsOr)
        {
            Advance();
            operands.Add(And());
        }

        return new OrNode([.. operands]);
    }

    private Node And()
    {
        var first = Not();
        if (!IsAnd)
        {
            return first;
        }

        var operands = new List<Node> { first };
        while (IsAnd)
        {
            Advance();
            operands.Add(Not());
        }

        return new AndNode([.. operands]);
    }

    private bool IsOr => _current.Is("||") || _current.IsWord("or");

    private bool IsAnd => _current.Is("&&") || _current.IsWord("and");

    private Node Not()
    {
        if (_ready is not null || !(_current.Is("!") || IsNotWord))
        {
            return Comparison();
        }

        _context.Enter(_current.Start);
        Advance();
        var node = new NotNode(Not());
        _context.Leave();
        return node;
    }

    /// <summary><c>not</c> as operator, not <c>not(x)</c>, which is the same anyway.</summary>
    private bool IsNotWord => _current.IsWord("not");

    private Node Comparison()
    {
        var left = Sum();
        if (ReadOperator() is not var (comparison, negated))
        {
            return left;
        }

        var at = _current;
        var right = Sum();
        if (IsOperator(_current))
        {
            throw Unexpected("'and', 'or' or the end: comparisons do not chain");
        }

        if (comparison == Operator.Matches && right is ConstantNode { Value.Kind: ValueKind.Text } pattern)
        {
            return new MatchesNode(left, Regex(pattern.Value.AsText, at), negated);
        }

        return new ComparisonNode(comparison, negated, left, right);
    }

    private (Operator Comparison, bool Negated)? ReadOperator()
    {
        if (_current.Kind == TokenKind.Symbol && Operators.TrySymbol(_current.Content, out var symbol))
        {
            var first = Advance();
            if (!_current.SpaceBefore && OtherSymbol(first.Content + _current.Content) is { } meant)
            {
                throw OperatorSpelling.Failure(first.Start, first.Content + _current.Content, meant);
            }

            return (symbol, false);
        }

        if (_current.IsWord("not") && _next.Kind == TokenKind.Name && Operators.TryWord(_next.Content, out var negated))
        {
            Advance();
            Advance();
            return (negated, true);
        }

        if (_current.Kind == TokenKind.Name && Operators.TryWord(_current.Content, out var word))
        {
            Advance();
            return (word, false);
        }

        return null;
    }

    private static string? OtherSymbol(string written) => written switch
    {
        "<>" => "!=",
        "=>" => ">=",
        "=<" => "<=",
        _ => null,
    };

    private static bool IsOperator(Token token) => token.Kind switch
    {
        TokenKind.Symbol => Operators.TrySymbol(token.Content, out _),
        TokenKind.Name => Operators.TryWord(token.Content, out _),
        _ => false,
    };

    private Node Sum() => Chain(Product, "+", "-", "-");

    private Node Product() => Chain(Unary, "*", "/", "%");

    private Node Chain(Func<Node> operand, string a, string b, string c)
    {
        var first = operand();
        List<(char, Node)>? rest = null;
        while (_current.Is(a) || _current.Is(b) || _current.Is(c))
        {
            var symbol = Advance().Content[0];
            (rest ??= []).Add((symbol, operand()));
        }

        return rest is null ? first : new ArithmeticNode(first, [.. rest]);
    }

    private Node Unary()
    {
        if (_ready is not null || !(_current.Is("-") || _current.Is("!") || IsNotWord))
        {
            return Operand();
        }

        _context.Enter(_current.Start);
        var symbol = Advance().Content;
        var operand = Unary();
        _context.Leave();
        return symbol != "-" ? new NotNode(operand)
            : operand is ConstantNode { Value.Kind: ValueKind.Number } number ? new ConstantNode(Value.Of(-number.Value.AsNumber))
            : new NegateNode(operand);
    }

    private void Expect(string symbol, string expected)
    {
        if (_current.Is(symbol))
        {
            Advance();
            return;
        }

        throw _current.Kind == TokenKind.Name && OperatorSpelling.Nearest(_current.Content) is { } near
            ? OperatorSpelling.Failure(_current.Start, _current.Content, near)
            : Unexpected(expected);
    }

    private static System.Text.RegularExpressions.Regex Regex(string pattern, Token at) =>
        Patterns.TryCompile(pattern, out var regex, out var problem) ? regex : throw new ParseFailure(at.Start, problem);
}
