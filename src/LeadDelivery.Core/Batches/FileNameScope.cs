using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches;

/// <summary>What the template of a file's name sees: nothing of any lead.</summary>
internal sealed class FileNameScope(FileNameValues values) : Scope
{
    /// <summary>For people.</summary>
    public const string Expected = "now, count, batch.id, batch.name, recipient.id";

    public override DateTimeOffset Now => values.Made;

    /// <summary>True for a path that means something here.</summary>
    public static bool Knows(string path) => path is "now" or "count" or "batch.id" or "batch.name" or "recipient.id";

    public override bool TryRoot(string name, out Value value)
    {
        value = name switch
        {
            "count" => Value.Of(values.Count),
            "batch" => Object(("id", values.Batch), ("name", values.BatchName)),
            "recipient" => Object(("id", values.Recipient)),
            _ => Value.Null,
        };
        return value.Kind != ValueKind.Null;
    }

    public override Value Field(string name) => Value.Null;

    private static Value Object(params (string Name, string Text)[] members) =>
        Value.Of(ValueObject.From(members.Select(m => KeyValuePair.Create(m.Name, Value.Of(m.Text)))));
}
