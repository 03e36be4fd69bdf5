using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>Checks a lead against a flow's acceptance rules. Reasons name fields and rules, never values.</summary>
public static class Acceptance
{
    /// <summary>Why the lead is refused, one line a rule; empty when it passes. Dedupe is not looked at here.</summary>
    public static IReadOnlyList<string> Check(AcceptRules rules, Lead lead, Scope scope)
    {
        List<string>? reasons = null;
        foreach (var rule in rules.Fields)
        {
            if (Fault(rule, lead.Fields.At(rule.Name), scope.Now) is { } fault)
            {
                (reasons ??= []).Add($"{rule.Name}: {fault}");
            }
        }

        if (rules.When is { } when && !when.Holds(scope))
        {
            (reasons ??= []).Add($"does not satisfy: {when.Text}");
        }

        return reasons ?? [];
    }

    /// <summary>The field at a dotted path; a field whose own name holds the dots comes first.</summary>
    public static Value At(this ValueObject fields, string path)
    {
        if (fields.TryGet(path, out var value))
        {
            return value;
        }

        var at = Value.Of(fields);
        foreach (var name in path.Split('.'))
        {
            at = at.Member(name);
        }

        return at;
    }

    private static string? Fault(FieldRule rule, Value value, DateTimeOffset now)
    {
        if (value.IsNull || value is { Kind: ValueKind.Text } && string.IsNullOrWhiteSpace(value.AsText))
        {
            return rule.Required ? "required, but missing" : null;
        }

        if (!rule.NeedsReadable)
        {
            // Data that cannot be read as its type refuses a lead only where the flow needs it (the field's usual rule).
            return null;
        }

        var normal = FieldTypes.Read(rule, value, now);
        return normal.IsNull ? FieldTypes.Fault(rule, value, now) : FieldBounds.Fault(rule, normal, now);
    }
}
