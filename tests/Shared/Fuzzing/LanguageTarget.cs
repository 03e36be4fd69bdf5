using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Testing.Fuzzing;

/// <summary>The parser of expressions and templates; what it takes is evaluated too, on a lead and on replies.</summary>
internal sealed class LanguageTarget : FuzzTarget
{
    private static readonly ChannelReply[] Replies =
    [
        Reply("""{"status":"accepted","list":[{"a":1}],"d":"{\"x\":1}"}"""),
        Reply("<r xmlns=\"urn:x\"><status a=\"1\">ok</status><id>1</id><id>2</id></r>tail"),
    ];

    private readonly FuzzScope _scope = new();
    private int _turn;

    public override string Name => "language";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Language.Select(Encoding.UTF8.GetBytes)];

    public override IReadOnlyList<byte[]> Words { get; } = [.. FuzzSeeds.LanguageWords.Select(Encoding.UTF8.GetBytes)];

    public override void Run(ReadOnlySpan<byte> input, Seen seen)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Expression.Parse(text, out var wrong) is { } expression)
        {
            Check(wrong is null && expression.Text == text, "an expression without a mistake");
            Add(seen, "expression", expression.Evaluate(_scope), expression.Paths.Length);
            Add(seen, "in a reply", InReply(expression), expression.Paths.Length);
        }
        else
        {
            Add(seen, "no expression", wrong, text);
        }

        if (Template.Parse(text, out wrong) is { } template)
        {
            Check(wrong is null && template.Text == text, "a template without a mistake");
            var rendered = template.Render(_scope);
            Check(rendered.Length <= LanguageLimits.MaxOutput, "a bounded output");
            Add(seen, template.IsLiteral ? "literal" : "template", template.Evaluate(_scope), template.Paths.Length);
        }
        else
        {
            Add(seen, "no template", wrong, text);
        }
    }

    private Value InReply(Expression expression)
    {
        _turn = (_turn + 1) % Replies.Length;
        var recipient = new Recipient
        {
            Id = "buyer",
            Name = "Buyer",
            Type = "http",
            Endpoint = new() { Url = Template.Parse("https://buyer.example/", out _)! },
            Response = new() { Success = expression, Capture = [new("value", expression)] },
        };
        var verdict = ReplyReader.Read(recipient, Replies[_turn], _scope);
        return verdict.Captured.TryGet("value", out var value) ? value : Value.Null;
    }

    private static void Add(Seen seen, string what, Value value, int paths)
    {
        var size = value.Kind switch
        {
            ValueKind.List => value.AsList.Length,
            ValueKind.Object => value.AsObject.Count,
            ValueKind.Text => value.AsText.Length,
            _ => 0,
        };
        seen.Add(what, value.Kind.ToString(), (Size(paths) * 100) + Size(size));
    }

    private static void Add(Seen seen, string what, LanguageError? wrong, string text)
    {
        Check(wrong is { Message.Length: > 0 }, "a mistake in words");
        Check(wrong.Column >= 1 && wrong.Column <= text.Length + 1, "a mistake within the text");

        // What was expected: before that the message quotes the text.
        var expected = wrong.Message.LastIndexOf("expected", StringComparison.Ordinal);
        seen.Add(what, expected < 0 ? null : wrong.Message[expected..], Size(wrong.Column));
    }

    private static ChannelReply Reply(string body) =>
        new() { Category = SendCategory.Answered, Status = 200, Body = Encoding.UTF8.GetBytes(body) };
}
