using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>Masks the secrets that a recipient repeats in its reply, before anything of it is recorded.</summary>
internal static class VerdictMask
{
    /// <summary>The verdict without them.</summary>
    public static Verdict Apply(Verdict verdict, SecretMask mask) => verdict with
    {
        Reason = Text(verdict.Reason, mask),
        RecipientLeadId = Text(verdict.RecipientLeadId, mask),
        RedirectUrl = Text(verdict.RedirectUrl, mask),
        Captured = verdict.Captured.Count == 0 ? verdict.Captured : Members(verdict.Captured, mask),
    };

    private static string? Text(string? text, SecretMask mask) => text is null ? null : mask.Apply(text);

    private static ValueObject Members(ValueObject members, SecretMask mask) => ValueObject.From(
        members.Members.Select(member => new KeyValuePair<string, Value>(member.Key, Of(member.Value, mask))));

    private static Value Of(Value value, SecretMask mask) => value.Kind switch
    {
        ValueKind.Text => Value.Of(mask.Apply(value.AsText)),
        ValueKind.List => Value.Of(value.AsList.Select(item => Of(item, mask)).ToImmutableArray()),
        ValueKind.Object => Value.Of(Members(value.AsObject, mask)),
        _ => value,
    };
}
