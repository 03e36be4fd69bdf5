using System.Net.Http.Headers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>From what came back to what it means (CONTRACT §3 "Reading a reply"). Pure, and total: no reply makes it throw.</summary>
public static class ReplyReader
{
    /// <summary>The reason where neither the rules nor the reply's kind say what it means.</summary>
    public const string Unrecognized = "unrecognized response";

    /// <summary>The longest reason kept, in characters: a paragraph for people, not a web page.</summary>
    public const int MaxReason = 1000;

    /// <summary>The longest recipient's id of a lead kept, in characters: four times a UUID with a prefix.</summary>
    public const int MaxLeadId = 200;

    /// <summary>The longest id of a ping kept, in characters: some recipients' ids are signed tokens of half a kilobyte.</summary>
    public const int MaxPingId = 2000;

    /// <summary>The longest redirect URL kept, in characters: what every browser takes.</summary>
    public const int MaxUrl = 2000;

    /// <summary>What one attempt means.</summary>
    /// <param name="recipient">Whose rules are applied.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="outer">What the request's templates saw; the rules see it behind the reply.</param>
    public static Verdict Read(Recipient recipient, ChannelReply reply, Scope outer)
    {
        if (reply.Category != SendCategory.Answered)
        {
            return NoAnswer(reply);
        }

        return Read(recipient, reply, new ReplyScope(reply, outer, RuleReads.Of(recipient.Response).Members), outer);
    }

    /// <summary>The same of an answer whose scope there is already.</summary>
    internal static Verdict Read(Recipient recipient, ChannelReply reply, ReplyScope scope, Scope outer)
    {
        var rules = recipient.Response;
        var meaning = Classify(rules, reply, scope);
        var success = meaning.Outcome == Outcome.Success;
        return new()
        {
            Outcome = meaning.Outcome,
            RetryClass = meaning.RetryClass,
            RetryAfter = meaning.RetryClass is null ? null : RetryAfter(reply, outer.Now + reply.Duration),
            Unauthorized = meaning.Unauthorized,
            MayHaveAccepted = meaning.MayHaveAccepted,
            Reason = success ? null : Reason(rules, scope, meaning),
            RecipientLeadId = Short(rules.LeadId, scope, MaxLeadId),
            Price = success ? Price(recipient, rules, scope, outer) : null,
            RedirectUrl = Short(rules.RedirectUrl, scope, MaxUrl) is { } url && IsHttp(url) ? url : null,
            Captured = Captured(rules, scope),
        };
    }

    private static Verdict NoAnswer(ChannelReply reply) => new()
    {
        Outcome = Outcome.Error,
        RetryClass = reply.Failure switch
        {
            SendFailure.Timeout => "timeout",
            SendFailure.Transport => "transport",
            _ => null,
        },
        Reason = reply.Error ?? "no answer",
        Unauthorized = reply.Failure == SendFailure.Unauthorized,
        MayHaveAccepted = reply.Category == SendCategory.Unanswered,
    };

    private static Meaning Classify(ResponseRules rules, ChannelReply reply, ReplyScope scope)
    {
        var reads = RuleReads.Of(rules);
        var standard = $"HTTP {reply.Status}";
        if (reply.Failure != SendFailure.None && reads.Any)
        {
            // Rules cannot be tried on a body that could not be read. The status still tells trouble; with any other the
            // recipient has acted on the lead, in a way that nobody knows.
            return ByClass(reply.Status, standard)
                ?? new(Outcome.Error, Fixed: reply.Error, MayHaveAccepted: reply.Status < 400);
        }

        // For the classes that HTTP itself explains only a rule that looks at them may say otherwise.
        if (ByClass(reply.Status, standard) is { } byClass)
        {
            return ByRule(rules, scope, rule => RuleReads.Reads(rule, "status")
                || (reply.Status is >= 300 and < 400 && RuleReads.Reads(rule, "headers"))) ?? byClass;
        }

        if (reply.Status == 409)
        {
            return ByRule(rules, scope, rule => rule == rules.Success || RuleReads.Reads(rule, "status"))
                ?? new(Outcome.Duplicate, Reason: standard);
        }

        if (ByRule(rules, scope, _ => true) is { } byRule)
        {
            return byRule;
        }

        if (rules.Success is null)
        {
            return reply.Status is >= 200 and < 300 ? new(Outcome.Success) : new(Outcome.Error, Reason: standard);
        }

        var readable = (!reads.Json && !reads.Xml) || (reads.Json && scope.IsJson) || (reads.Xml && scope.IsXml);
        return readable && rules.Failure is null
            ? new(Outcome.Failure, Reason: reply.Status is >= 200 and < 300 ? "refused" : standard)
            : new(Outcome.Error, Fixed: Unrecognized);
    }

    private static Meaning? ByRule(ResponseRules rules, ReplyScope scope, Func<Expression, bool> counts)
    {
        return Holds(rules.Duplicate) ? new(Outcome.Duplicate, Reason: "duplicate")
            : Holds(rules.Retry) ? new(Outcome.Error, RetryClass: "retry", Reason: "asked to be tried again")
            : Holds(rules.Queued) ? new(Outcome.Queued)
            : Holds(rules.Success) ? new(Outcome.Success)
            : Holds(rules.Failure) ? new(Outcome.Failure, Reason: "refused")
            : null;

        bool Holds(Expression? rule) => rule is not null && counts(rule) && rule.Holds(scope);
    }

    private static Meaning? ByClass(int status, string standard) => status switch
    {
        408 => new(Outcome.Error, "408", standard),
        429 => new(Outcome.Error, "429", standard),
        >= 500 => new(Outcome.Error, "5xx", standard),
        401 or 403 => new(Outcome.Error, Reason: standard, Unauthorized: true),
        >= 300 and < 400 => new(Outcome.Error, Fixed: $"redirect not followed ({standard})"),
        _ => null,
    };

    // What a SOAP fault says explains more than that it was not understood.
    private static string? Reason(ResponseRules rules, ReplyScope scope, Meaning meaning)
    {
        var fault = meaning.Fixed is null or Unrecognized ? scope.Fault : null;
        return fault is null ? meaning.Fixed ?? Reason(rules, scope) ?? meaning.Reason
            : Reason(rules, scope) ?? Cut(fault, MaxReason);
    }

    private static TimeSpan? RetryAfter(ChannelReply reply, DateTimeOffset now)
    {
        foreach (var (name, value) in reply.Headers)
        {
            if (!name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (RetryConditionHeaderValue.TryParse(value, out var condition) && (condition.Delta ?? condition.Date - now) is { } wait)
            {
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            }

            // More seconds than the header's type can hold ask for a rest all the same: the longest there is.
            if (value.Trim() is { Length: > 0 } seconds && seconds.All(char.IsAsciiDigit))
            {
                return TimeSpan.MaxValue;
            }
        }

        return null;
    }

    /// <summary>What the reason rules give, joined; null where they give nothing.</summary>
    internal static string? Reason(ResponseRules rules, ReplyScope scope)
    {
        var parts = new List<string>();
        foreach (var rule in rules.Reason)
        {
            var value = rule.Evaluate(scope);
            foreach (var item in value.Kind == ValueKind.List ? value.AsList : [value])
            {
                if (item.ToText().Trim() is { Length: > 0 } text && !parts.Contains(text))
                {
                    parts.Add(text);
                }
            }
        }

        return parts.Count == 0 ? null : Cut(string.Join("; ", parts), MaxReason);
    }

    private static decimal? Price(Recipient recipient, ResponseRules rules, ReplyScope scope, Scope outer) =>
        (rules.Price is null ? null : MoneyText.Read(rules.Price.Evaluate(scope), recipient.Currency))
        ?? (recipient.Price is null ? null : MoneyText.Read(recipient.Price.Evaluate(outer)));

    private static ValueObject Captured(ResponseRules rules, ReplyScope scope) => rules.Capture.IsEmpty
        ? ValueObject.Empty
        : ValueObject.From(rules.Capture
            .Select(capture => new KeyValuePair<string, Value>(capture.Key, capture.Value.Evaluate(scope)))
            .Where(capture => !capture.Value.IsNull));

    /// <summary>The rule's value as text, trimmed and cut; of a list its first item. Null where it gives none.</summary>
    internal static string? Short(Expression? rule, ReplyScope scope, int most)
    {
        var value = rule?.Evaluate(scope) ?? Value.Null;
        value = value is { Kind: ValueKind.List, AsList: [var first, ..] } ? first : value.Kind == ValueKind.List ? Value.Null : value;

        // An id that happens to be a number: 77.0 names the same lead as 77.
        value = value.Kind == ValueKind.Number && decimal.IsInteger(value.AsNumber) ? Value.Of(decimal.Truncate(value.AsNumber)) : value;
        return value.ToText().Trim() is { Length: > 0 } text ? Cut(text, most) : null;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps);

    /// <param name="Outcome">The outcome if nothing more is tried.</param>
    /// <param name="RetryClass">See <see cref="Verdict.RetryClass"/>.</param>
    /// <param name="Reason">Where the rules give none.</param>
    /// <param name="Fixed">Whatever the rules give.</param>
    /// <param name="Unauthorized">See <see cref="Verdict.Unauthorized"/>.</param>
    /// <param name="MayHaveAccepted">See <see cref="Verdict.MayHaveAccepted"/>.</param>
    private sealed record Meaning(
        Outcome Outcome,
        string? RetryClass = null,
        string? Reason = null,
        string? Fixed = null,
        bool Unauthorized = false,
        bool MayHaveAccepted = false);
}
