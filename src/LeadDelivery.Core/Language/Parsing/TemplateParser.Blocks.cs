using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>This part: blocks and their <c>else</c>.</summary>
internal sealed partial class TemplateParser
{
    private static readonly string[] BlockNames = ["if", "unless", "each", "compare"];

    private void OpenBlock(int open, int at)
    {
        var name = BlockName(at);
        var lexer = new Lexer(text, at + name.Length, "}}");
        var parser = new ExpressionParser(lexer, _context);
        _context.Enter(open);
        Block block;
        switch (name)
        {
            case "if": block = new(name, open, parser.Condition(), null); break;
            case "unless": block = new(name, open, new NotNode(parser.Condition()), null); break;
            case "compare": block = new(name, open, parser.CompareBlock(), null); break;
            case "each":
                var list = parser.LoopList();
                var (item, position) = parser.LoopNames();
                block = new(name, open, list, _context.OpenLoop(item, position));
                break;
            default:
                var suggestion = Spelling.Nearest(name, BlockNames) is { } near ? $"did you mean '{near}'?"
                    : "expected if, unless, each or compare";
                throw new ParseFailure(at, $"unknown block '{name}', {suggestion}");
        }

        parser.End();
        BeforeBlockTag(open, lexer);
        _blocks.Push(block);
    }

    private void CloseBlock(int open, int at)
    {
        var name = BlockName(at);
        var lexer = new Lexer(text, at + name.Length, "}}");
        if (!_blocks.TryPeek(out var block))
        {
            throw new ParseFailure(open, $"found {{{{/{name}}}}}, but no block is open");
        }

        if (block.Name != name)
        {
            throw new ParseFailure(at, $"found {{{{/{name}}}}}, expected {{{{/{block.Name}}}}}");
        }

        new ExpressionParser(lexer, _context).End();
        BeforeBlockTag(open, lexer);
        _blocks.Pop();
        _context.Leave();
        if (block.Loop is not null && !block.HasElse)
        {
            _context.CloseLoop();
        }

        Parts.Add(block.Close());
    }

    private void Else(int open, Lexer lexer, ExpressionParser parser)
    {
        if (!_blocks.TryPeek(out var block) || block.HasElse)
        {
            throw new ParseFailure(open, block is null ? "found {{else}}, but no block is open"
                : $"a second {{{{else}}}} in {{{{#{block.Name}}}}}");
        }

        parser.Advance();
        Node? condition = null;
        if (parser.Current.IsWord("if"))
        {
            if (block.Loop is not null)
            {
                throw parser.Unexpected("the end: {{#each}} has no {{else if}}");
            }

            parser.Advance();
            condition = parser.Condition();
        }

        parser.End();
        BeforeBlockTag(open, lexer);
        block.Else(condition);
        if (block.Loop is not null)
        {
            _context.CloseLoop();
        }
    }

    /// <summary>Settles the text before the tag, which belongs to the block that is open still.</summary>
    private void BeforeBlockTag(int open, Lexer lexer)
    {
        AfterBlockTag(open, lexer.Position, lexer.TrimsAfter);
        Flush();
    }

    private string BlockName(int at)
    {
        var end = at;
        while (char.IsLetter(At(end)))
        {
            end++;
        }

        return end > at ? text[at..end] : throw new ParseFailure(at, "found no block name, expected if, unless, each or compare");
    }

    /// <summary>A block that is open.</summary>
    private sealed class Block(string name, int start, Node condition, LoopNames? loop)
    {
        private readonly List<(Node, Part[])> _branches = [];
        private Node _condition = condition;

        public string Name => name;

        public int Start => start;

        public LoopNames? Loop => loop;

        public bool HasElse { get; private set; }

        public List<Part> Parts { get; private set; } = [];

        public void Else(Node? next)
        {
            _branches.Add((_condition, [.. Parts]));
            Parts = [];
            HasElse = next is null;
            _condition = next ?? _condition;
        }

        public Part Close()
        {
            if (!HasElse)
            {
                Else(null);
            }

            var (first, body) = _branches[0];
            return loop is null ? new ChoicePart([.. _branches], [.. Parts]) : new EachPart(first, loop, body, [.. Parts]);
        }
    }
}
