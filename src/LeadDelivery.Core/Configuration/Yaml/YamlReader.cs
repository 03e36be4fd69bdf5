using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>From YAML text to nodes with lines. Every bound is there for texts made to hurt: no real file comes near.</summary>
internal sealed class YamlReader
{
    /// <summary>
    /// Deepest nesting: 130 strategies in each other, with two maps and a list to each. Readers are recursive; this takes a fifth of the
    /// smallest stack.
    /// </summary>
    private const int MaxDepth = 400;

    /// <summary>Most nodes once aliases are put in their places: a 1 MB file of `[,,,` has as many.</summary>
    private const int MaxNodes = 500_000;

    private readonly IParser _parser;
    private readonly Action<int, string> _mistake;
    private readonly Dictionary<AnchorName, (YamlNode Node, int Size)> _anchors = [];
    private int _nodes;

    private YamlReader(string text, Action<int, string> mistake)
    {
        _parser = new Parser(new StringReader(text));
        _mistake = mistake;
    }

    /// <summary>The one document of the text; null with a mistake when it cannot be read at all. Duplicate keys and the like are
    /// mistakes beside a document.</summary>
    /// <param name="mistake">Receives line and message.</param>
    public static YamlNode? Read(string text, Action<int, string> mistake)
    {
        try
        {
            return new YamlReader(text, mistake).Document();
        }
        catch (YamlException e)
        {
            var (line, words) = YamlHint.Of(text, Line(e.Start), Line(e.End), e.Message) ?? (Line(e.End), Reason(e));
            mistake(line, "not readable as YAML: " + words);
        }
        catch (Exception e) when (
            e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner is known to throw such on some malformed texts instead of a YamlException.
            var hint = YamlHint.Of(text, 1, text.AsSpan().Count('\n') + 1, "");
            mistake(hint?.Line ?? 1, "not readable as YAML" + (hint is var (_, words) ? ": " + words : ""));
        }

        return null;
    }

    private YamlNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return new YamlScalar(1, "", ScalarKind.Null);
        }

        _parser.Consume<DocumentStart>();
        var root = Node(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _mistake(Line(second.Start), "a second document, expected one per file");
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var next = _parser.Consume<ParsingEvent>();
        if (depth > MaxDepth)
        {
            throw new SemanticErrorException(next.Start, next.End, $"nested more than {MaxDepth} deep");
        }

        if (next is AnchorAlias alias)
        {
            return Alias(alias);
        }

        Count(next, 1);
        var before = _nodes;
        YamlNode node = next switch
        {
            Scalar scalar => Scalar(scalar),
            SequenceStart => List(next, depth),
            MappingStart => Map(next, depth),
            _ => throw new SemanticErrorException(next.Start, next.End, "expected a value"),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = (node, _nodes - before + 1);
        }

        if (next is NodeEvent { Tag.IsEmpty: false })
        {
            _mistake(Line(next.Start), "a tag (`!…`), expected a plain value");
        }

        return node;
    }

    private YamlNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var known))
        {
            throw new SemanticErrorException(alias.Start, alias.End, $"the alias *{alias.Value} names nothing before it");
        }

        Count(alias, known.Size);
        return known.Node;
    }

    // An alias counts as much as what it stands for: ten lines of aliases to aliases would else be a billion nodes.
    private void Count(ParsingEvent at, int size)
    {
        _nodes += size;
        if (_nodes > MaxNodes)
        {
            throw new SemanticErrorException(at.Start, at.End, $"more than {MaxNodes} values once aliases are followed");
        }
    }

    private YamlScalar Scalar(Scalar scalar)
    {
        var (text, line) = (scalar.Value, Line(scalar.Start));
        if (HalfCharacter(text) is { } half)
        {
            // No encoder could write it: better said here than by the first lead that meets it.
            _mistake(line, $"half a character (\\u{(int)half:x4}), expected both halves");
            text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return new YamlScalar(line, text, scalar.Style == ScalarStyle.Plain ? PlainScalar.Meaning(text) : ScalarKind.Text)
        {
            IsBlock = scalar.Style == ScalarStyle.Literal,
        };
    }

    private static char? HalfCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return text[i];
            }
        }

        return null;
    }

    private YamlList List(ParsingEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return new YamlList(Line(start.Start), items.DrainToImmutable());
    }

    private YamlMap Map(ParsingEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not YamlScalar { Text: var name })
            {
                _mistake(key.Line, "a list or object as a key, expected text; one that begins with { or [ needs quotes");
            }
            else if (name == "<<")
            {
                _mistake(key.Line, "the merge key `<<`, expected the keys themselves");
            }
            else if (!lines.TryAdd(name, key.Line))
            {
                _mistake(key.Line, $"the key `{name}` is already on line {lines[name]}");
            }
            else
            {
                entries.Add(new YamlEntry(name, key.Line, value));
            }
        }

        return new YamlMap(Line(start.Start), entries.DrainToImmutable());
    }

    private static int Line(Mark mark) => (int)Math.Clamp(mark.Line, 1, int.MaxValue);

    // The library's own words, without the position that it puts before them.
    private static string Reason(YamlException e) =>
        (e.Message.IndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? e.Message[(at + 3)..] : e.Message).TrimEnd('.');
}
