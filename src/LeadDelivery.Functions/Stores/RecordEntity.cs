using Azure.Data.Tables;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// The shape of a row in Tables: <c>B</c>, <c>B1</c>, <c>B2</c>… are its body in pieces of 64 KiB, or <c>S</c> names the blob with it;
/// <c>W</c> names the write that it comes from.
/// </summary>
internal static class RecordEntity
{
    /// <summary>The write that a row comes from.</summary>
    public const string Write = "W";

    /// <summary>The blob that a row's body is in.</summary>
    public const string Spill = "S";

    /// <summary>A property holds 64 KiB at most.</summary>
    private const int Piece = 64 << 10;

    // Between the two parts of an ETag; no header holds one.
    private const char Separator = '\n';

    /// <summary>The row as it is sent.</summary>
    public static TableEntity Of(RecordOperation operation, string partition, string write, string? spill)
    {
        var entity = new TableEntity(partition, TableKeys.Row(operation.Row));
        if (operation.Action == RecordAction.Delete)
            return entity;
        entity[Write] = write;
        if (spill is not null)
        {
            entity[Spill] = spill;
            return entity;
        }

        for (var at = 0; at == 0 || at < operation.Body.Length; at += Piece)
            entity[Name(at / Piece)] = operation.Body.Slice(at, Math.Min(Piece, operation.Body.Length - at)).ToArray();
        return entity;
    }

    /// <summary>The body in the row's own properties.</summary>
    public static ReadOnlyMemory<byte> Body(TableEntity entity)
    {
        var first = entity.GetBinary(Name(0)) ?? [];
        if (!entity.ContainsKey(Name(1)))
            return first;
        using var body = new MemoryStream();
        for (var i = 0; entity.ContainsKey(Name(i)); i++)
            body.Write(entity.GetBinary(Name(i)));
        return body.ToArray();
    }

    /// <summary>
    /// The record's ETag: the row's, with the blob's name where it has one, so that who replaces the row knows what to remove.
    /// </summary>
    public static string ETag(TableEntity entity) =>
        entity.GetString(Spill) is { } spill ? $"{entity.ETag}{Separator}{spill}" : entity.ETag.ToString();

    /// <summary>The row's part of a record's ETag.</summary>
    public static Azure.ETag RowETag(string etag) => new(etag.Split(Separator)[0]);

    /// <summary>The blob's part of a record's ETag.</summary>
    public static string? SpillOf(string? etag) =>
        etag?.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? etag[(at + 1)..] : null;

    private static string Name(int piece) => piece == 0 ? "B" : $"B{piece}";
}
