using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>What the URL, headers and reply rules of an HTTP destination see: <c>file.id file.name file.rows file.bytes file.sha256</c>,
/// <c>batch.id</c>, <c>now</c>.</summary>
public sealed class FileScope(FileTransfer transfer, DateTimeOffset now) : Scope
{
    /// <inheritdoc/>
    public override DateTimeOffset Now => now;

    /// <inheritdoc/>
    public override bool TryRoot(string name, out Value value)
    {
        value = name switch
        {
            "file" => Members(
                ("id", Value.Of(transfer.Id)), ("name", Value.Of(transfer.Name)), ("rows", Value.Of(transfer.Rows)),
                ("bytes", Value.Of(transfer.Length)), ("sha256", Value.Of(transfer.Sha256)), ("made", Value.Of(transfer.Made))),
            "batch" => Members(("id", Value.Of(transfer.Batch))),
            "now" => Value.Of(now),
            _ => default,
        };
        return name is "file" or "batch" or "now";
    }

    /// <inheritdoc/>
    public override Value Field(string name) => Value.Null;

    private static Value Members(params (string Name, Value Value)[] members) =>
        Value.Of(ValueObject.From(members.Select(member => new KeyValuePair<string, Value>(member.Name, member.Value))));
}
