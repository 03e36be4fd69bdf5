using System.Collections.Immutable;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>This part: values, paths and what follows them.</summary>
internal sealed partial class ExpressionParser
{
    private Node Operand()
    {
        var first = Primary();
        if (!_current.Is(".") && !IsIndex)
        {
            AddPath(first, []);
            return first;
        }

        var suffixes = new List<Suffix>();
        while (_current.Is(".") || IsIndex)
        {
            suffixes.Add(_current.Is(".") ? AfterDot() : Index());
        }

        return Path(first, suffixes);
    }

    /// <summary><c>a[0]</c>; with a space before it, <c>[</c> begins a list.</summary>
    private bool IsIndex => _current.Is("[") && !_current.SpaceBefore;

    private Node Path(Node first, List<Suffix> suffixes)
    {
        AddPath(first, suffixes);
        return first is NameNode root && suffixes.All(s => s is MemberSuffix)
            ? new PathNode(root.Name, [.. suffixes.Cast<MemberSuffix>().Select(s => s.Name)])
            : new SuffixNode(first, [.. suffixes]);
    }

    private void AddPath(Node first, List<Suffix> suffixes)
    {
        var root = first switch { NameNode n => n.Name, ItemNameNode n => n.Name, PathNode n => n.Path, _ => null };
        if (root is not null)
        {
            _context.AddPath(string.Join('.', suffixes.TakeWhile(s => s is MemberSuffix).Cast<MemberSuffix>().Select(s => s.Name)
                .Prepend(root)));
        }
    }

    private Suffix AfterDot()
    {
        Advance();
        if (_current.Kind == TokenKind.Number)
        {
            return new IndexSuffix(Number(Advance()));
        }

        if (_current.Kind != TokenKind.Name)
        {
            throw Unexpected("a member name after '.'");
        }

        var name = Advance();
        if (!_current.Is("(") || _current.SpaceBefore)
        {
            return new MemberSuffix(name.Content);
        }

        var arguments = CallArguments();
        return new CallSuffix(Checked(name, arguments, 1), arguments);
    }

    private Suffix Index()
    {
        Advance();
        var index = Ternary();
        Expect("]", "']'");
        return index is ConstantNode { Value.Kind: ValueKind.Text } name && !Numeric.TryStrict(name.Value, out _)
            ? new MemberSuffix(name.Value.AsText) : new IndexSuffix(index);
    }

    private Node Primary()
    {
        if (_ready is { } ready)
        {
            _ready = null;
            return ready;
        }

        switch (_current.Kind)
        {
            case TokenKind.Text: return new ConstantNode(Value.Of(Advance().Content));
            case TokenKind.Number: return Number(Advance());
            case TokenKind.XPath: return XPath(Advance());
            case TokenKind.Name: return Named();
            case TokenKind.Symbol when _current.Is("("): return Parentheses();
            case TokenKind.Symbol when _current.Is("["): return List();
            case TokenKind.Symbol when _current.Is("{"): return Object();
            default: throw Unexpected("a value");
        }
    }

    private Node Parentheses()
    {
        _context.Enter(_current.Start);
        Advance();
        var node = Group();
        Expect(")", _current.Is(",") ? "')': a list is written with [ and ]" : "')'");
        _context.Leave();
        return node;
    }

    private static ConstantNode Number(Token token) =>
        Numeric.TryStrict(token.Content, out var number)
            ? new(Value.Of(number))
            : throw new ParseFailure(token.Start, "the number is too large, expected at most 28 digits");

    private XPathNode XPath(Token token)
    {
        _context.AddPath(XPathNode.Root);
        return XPathNode.Problem(token.Content) is { } problem ? throw new ParseFailure(token.Start, problem) : new(token.Content);
    }

    private Node List()
    {
        _context.Enter(_current.Start);
        Advance();
        var items = new List<Node>();
        while (!_current.Is("]"))
        {
            items.Add(Ternary());
            if (!_current.Is("]"))
            {
                Expect(",", "',' or ']'");
            }
        }

        Advance();
        _context.Leave();
        return items.All(i => i is ConstantNode)
            ? new ConstantNode(Value.Of(items.Cast<ConstantNode>().Select(i => i.Value).ToImmutableArray()))
            : new ListNode([.. items]);
    }

    private Node Object()
    {
        _context.Enter(_current.Start);
        Advance();
        var members = new List<KeyValuePair<string, Node>>();
        while (!_current.Is("}"))
        {
            if (_current.Kind is not (TokenKind.Text or TokenKind.Name or TokenKind.Number))
            {
                throw Unexpected("a name in quotes or '}'");
            }

            var name = Advance().Content;
            Expect(":", "':'");
            members.Add(new(name, Ternary()));
            if (!_current.Is("}"))
            {
                Expect(",", "',' or '}'");
            }
        }

        Advance();
        _context.Leave();
        return members.All(m => m.Value is ConstantNode)
            ? new ConstantNode(Value.Of(ValueObject.From(members.Select(m => KeyValuePair.Create(m.Key, ((ConstantNode)m.Value).Value)))))
            : new ObjectNode([.. members]);
    }

    /// <summary>A word where a value is expected: a literal, a call, a name of a loop, or a path's root.</summary>
    private Node Named()
    {
        if (_next.Is("(") && !_next.SpaceBefore)
        {
            return Call(Advance());
        }

        switch (_current.Content.ToLowerInvariant())
        {
            case "true": Advance(); return new ConstantNode(Value.Of(true));
            case "false": Advance(); return new ConstantNode(Value.Of(false));
            case "null": Advance(); return new ConstantNode(Value.Null);
            case "and" or "or" or "in" or "then" or "else" or "as": throw Unexpected("a value");
            case "if": return InlineIf();
        }

        var name = Advance();
        var slot = _context.FindSlot(name.Content);
        if (slot >= 0)
        {
            return new SlotNode(slot);
        }

        return name.Content switch
        {
            "now" => new NowNode(),
            "uuid" => new UuidNode(),
            "delivery_attempt" => new PathNode("delivery", ["attempt"]),
            _ when name.Content[0] == '@' || name.Content == "this" =>
                throw new ParseFailure(name.Start, $"'{name.Content}' is known only inside {{{{#each}}}}, expected a value"),
            _ when _context.UnnamedItems is { Length: > 0 } items => new ItemNameNode(items, name.Content),
            _ => new NameNode(name.Content),
        };
    }
}
