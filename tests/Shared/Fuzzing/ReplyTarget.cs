using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Testing.Fuzzing;

/// <summary>The reader of replies. The first byte chooses the status, the second the content type, the rest is the body.</summary>
internal sealed class ReplyTarget : FuzzTarget
{
    private static readonly int[] Statuses = [200, 200, 200, 201, 204, 302, 400, 401, 409, 422, 429, 500, 503];

    private static readonly string?[] Types =
    [
        null, "application/json", "text/xml; charset=utf-8", "text/html; charset=iso-8859-1", "application/json; charset=utf-16",
        "text/plain; charset=shift_jis", "text/plain; charset=iso-2022-jp", "text/plain; charset=gb18030", "x; charset=\"", "charset=utf-7",
        "text/html;charset=big5", "text/xml; charset=x-none",
    ];

    private static readonly string[] Captures =
    [
        "json", "json.a.b[0]", "xml('count(//*)')", "xml('//s:Body/*')", "//lead/@id", "xml('/text()')", "text('(?:reason|why)[:=](.*)')", "text('(?=err)err(or)?: ?([a-z]+)')",
        "parse_json(json.d).status", "body.length",
    ];

    private static readonly Recipient Recipient = Make();

    private readonly FuzzScope _scope = new();

    public override string Name => "replies";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. FuzzSeeds.Replies.SelectMany(body => new[] { 0, 3, 11 }.Select(status => (byte[])[(byte)status, 0, .. Encoding.UTF8.GetBytes(body)])),
        .. FuzzSeeds.Replies.Select(body => (byte[])[0, 4, .. Encoding.Unicode.GetBytes(body)]),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = [.. FuzzSeeds.ReplyWords.Select(Encoding.UTF8.GetBytes)];

    public override void Run(ReadOnlySpan<byte> input, Seen seen)
    {
        var status = Statuses[input.Length > 0 ? input[0] % Statuses.Length : 0];
        var type = Types[input.Length > 1 ? input[1] % Types.Length : 0];
        var body = input.Length > 2 ? input[2..].ToArray() : [];
        var reply = Reply(status, type, body);
        var verdict = ReplyReader.Read(Recipient, reply, _scope);
        var bid = status == 200 && body.Length % 4 == 0 ? BidReader.Read(Recipient, reply, _scope) : new() { Verdict = verdict };
        Check(Enum.IsDefined(verdict.Outcome), "an outcome");
        Check(verdict.Outcome == Outcome.Success == verdict.Reason is null, "a reason for everything but success");
        Check((verdict.Reason?.Length ?? 0) <= ReplyReader.MaxReason, "a bounded reason");
        Check((verdict.RecipientLeadId?.Length ?? 0) <= ReplyReader.MaxLeadId, "a bounded id");
        Check(verdict.Price is null or >= 0, "no price below zero");
        Check(verdict.RedirectUrl is null || Uri.TryCreate(verdict.RedirectUrl, UriKind.Absolute, out _), "a redirect that is a URL");
        Check(bid.Price is null || bid.Outcome == Outcome.Success, "no bid without acceptance");
        ValueJson.ToUtf8(Value.Of(bid.AsPing()));
        ValueJson.ToUtf8(Value.Of(ValueObject.From([.. verdict.Captured.Members.Where(member => member.Key != "json")])));
        CheckJson(verdict.Captured, status, type, body);

        seen.Add("outcome", verdict.Outcome.Name() + verdict.RetryClass, status);
        seen.Add("reason", verdict.Reason == ReplyReader.Unrecognized ? verdict.Reason : null, Size(verdict.Reason?.Length ?? 0));
        seen.Add("id", null, Size(verdict.RecipientLeadId?.Length ?? 0));
        seen.Add("price", null, verdict.Price is { } price ? Size((long)Math.Min(price, 1e9m)) : -1);
        seen.Add("bid", bid.Outcome.Name(), bid.ExpiresIn is { } span ? Size((long)span.TotalSeconds) : -1);
        var together = 0;
        foreach (var (name, value) in verdict.Captured.Members)
        {
            together = (together * 31) + name.Length;
            seen.Add(name, value.Kind.ToString(), value.Kind switch
            {
                ValueKind.List => Size(value.AsList.Length),
                ValueKind.Object => Size(value.AsObject.Count),
                ValueKind.Text => Size(value.AsText.Length),
                ValueKind.Number => Size((long)Math.Min(Math.Abs(value.AsNumber), 1e9m)),
                _ => 0,
            });
        }

        seen.Add("captured", null, together);
    }

    /// <summary>What is JSON is read as it is, and the tolerant reader, which alone reads comments, reads it alike.</summary>
    private void CheckJson(ValueObject captured, int status, string? type, byte[] body)
    {
        if (type is not (null or "application/json") || body.Length == 0 || body[0] is not ((byte)'{' or (byte)'['))
        {
            return;
        }

        Value strict;
        try
        {
            strict = ValueJson.Parse(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return;
        }

        // Two bytes of UTF-16 may happen to be JSON's, too.
        if (body.Contains((byte)0))
        {
            return;
        }

        Check(captured.TryGet("json", out var read) && read == strict, "JSON read as it is");
        var again = ReplyReader.Read(Recipient, Reply(status, type, [.. "/**/"u8, .. body]), _scope).Captured;
        Check(again.TryGet("json", out var tolerant) && tolerant == strict, "JSON with a comment read alike");
    }

    private static ChannelReply Reply(int status, string? type, byte[] body) => new()
    {
        Category = SendCategory.Answered,
        Status = status,
        ContentType = type,
        Body = body,
        Headers = [new("Location", "https://x.example/?F9errCode=0"), new("Retry-After", "5")],
    };

    private static Recipient Make()
    {
        var rules = new ResponseRules
        {
            Success = Rule("json.status in ['accepted', 'Matched'] or //status == 'accepted' or //input[@name='F9errCode']/@value == 0"),
            Failure = Rule("json.status == 'rejected' or body contains 'unmatched'"),
            Duplicate = Rule("body contains 'duplicate' or json[0].errorCode == 'DUPLICATES_DETECTED'"),
            Retry = Rule("status == 429 and json.busy"),
            Reason = [Rule("json.message"), Rule("//error"), Rule("text('</status>(.*)')")],
            LeadId = Rule("json.id or //lead_id"),
            Price = Rule("json.price or //price"),
            RedirectUrl = Rule("json.url"),
            Capture = [.. Captures.Select(rule => new KeyValuePair<string, Expression>(rule, Rule(rule)))],
        };
        var recipient = new Recipient
        {
            Id = "buyer",
            Name = "Buyer",
            Type = "http",
            Endpoint = new() { Url = Template.Parse("https://buyer.example/", out _)! },
            Response = rules,
        };
        var ping = new PingRules
        {
            Call = recipient with { Response = rules with { Capture = ImmutableArray<KeyValuePair<string, Expression>>.Empty } },
            Bid = Rule("json.bid or //bid"),
            PingId = Rule("json.id"),
            Expires = Rule("json.expires"),
        };
        return recipient with { Ping = ping };
    }

    private static Expression Rule(string text) => Expression.Parse(text, out var error) ?? throw new FormatException(error?.Message);
}
