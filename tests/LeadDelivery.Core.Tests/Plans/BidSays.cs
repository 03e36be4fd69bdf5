using System.Globalization;
using System.Text;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>
/// What a buyer answers a ping: <c>bids 12</c>, <c>bids 12 or 30 alone</c>, <c>bids 30 alone</c>, with <c>for 5s</c> and <c>after 1s</c>;
/// <c>does not bid</c>, <c>ignores pings</c>, <c>answers nonsense</c>, <c>bursts at pings</c>.
/// </summary>
/// <param name="After">Null: never.</param>
/// <param name="Reply">Given the ping's id.</param>
internal sealed record BidSays(Func<string, ChannelReply> Reply, TimeSpan? After)
{
    public const string Path = "/pings";

    /// <summary>What makes a recipient of <see cref="PlanStage"/> one that is pinged.</summary>
    public const string Ping = """

        ping:
          endpoint: { url: "https://buyer.example/pings", sandbox_url: "https://sandbox.buyer.example/pings" }
          fields: { key: "{{delivery.key}}", state: "{{lead.state}}" }
          response:
            success: json.ok
            bid: json.bid
            exclusive_bid: json.alone
            ping_id: json.id
            expires: json.expires
            reason: json.why
            capture: { offer: json.offer }

        """;

    private static readonly string[] Beginnings = ["bids ", "does not bid", "ignores pings", "answers nonsense", "bursts at pings"];

    public static bool IsOne(string text) => Beginnings.Any(begin => text.StartsWith(begin, StringComparison.Ordinal));

    public static BidSays Parse(string text)
    {
        var words = text.Split(' ');
        var after = Word(words, "after") is { } wait ? Span(wait) : TimeSpan.Zero;
        return words[0] switch
        {
            "ignores" => new(_ => throw new InvalidOperationException("never"), null),
            "bursts" => new(_ => throw new InvalidOperationException("burst"), after),
            "answers" => new(_ => Answer("<html>Maintenance</html>"), after),
            "does" => new(_ => Answer("""{"ok":false}"""), after),
            _ => new(id => Answer(Bid(words, id)), after),
        };
    }

    private static string Bid(string[] words, string id)
    {
        var isAloneOnly = words.Length > 2 && words[2] == "alone";
        var alone = isAloneOnly ? words[1] : Word(words, "or");
        var expires = Word(words, "for") is { } held ? (Span(held).TotalSeconds).ToString(CultureInfo.InvariantCulture) : "null";
        return $$"""{"ok":true,"bid":{{(isAloneOnly ? "null" : words[1])}},"alone":{{alone ?? "null"}},"id":"{{id}}","expires":{{expires}},"offer":"of-{{id}}"}""";
    }

    private static string? Word(string[] words, string before) =>
        Array.IndexOf(words, before) is var at and >= 0 ? words[at + 1] : null;

    private static TimeSpan Span(string text) => text.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture));

    private static ChannelReply Answer(string body) => new()
    {
        Category = SendCategory.Answered,
        Status = 200,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
