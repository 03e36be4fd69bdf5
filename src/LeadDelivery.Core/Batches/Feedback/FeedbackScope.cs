using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>What the expressions of <see cref="FeedbackRules"/> see: the row's columns by their names, else by their names in another case;
/// all of them as <c>row</c>, for names that are no words: <c>row['Lead Id']</c>.</summary>
internal sealed class FeedbackScope(Value row, DateTimeOffset now) : Scope
{
    /// <summary>The root that holds all columns.</summary>
    public const string Root = "row";

    /// <inheritdoc/>
    public override DateTimeOffset Now => now;

    /// <inheritdoc/>
    public override bool TryRoot(string name, out Value value)
    {
        value = name switch
        {
            Root => row,
            "now" => Value.Of(now),
            _ => default,
        };
        return name is Root or "now";
    }

    /// <inheritdoc/>
    public override Value Field(string name)
    {
        if (row.Kind != ValueKind.Object || row.AsObject.TryGet(name, out var value))
        {
            return row.Member(name);
        }

        foreach (var member in row.AsObject.Members)
        {
            if (member.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return Value.Null;
    }
}
