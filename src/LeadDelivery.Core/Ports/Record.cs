namespace LeadDelivery.Core.Ports;

/// <summary>One stored row.</summary>
/// <param name="Partition">Groups rows that are read and written together; ordinal order.</param>
/// <param name="Row">Unique within the partition; ordinal order.</param>
/// <param name="ETag">Changes with every write of the row.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record Record(string Partition, string Row, string ETag, ReadOnlyMemory<byte> Body);

/// <summary>What a <see cref="RecordOperation"/> does, and on what condition.</summary>
public enum RecordAction
{
    /// <summary>Adds the row; conflicts where it exists.</summary>
    Insert,

    /// <summary>Replaces the row; conflicts where it is missing or its ETag differs.</summary>
    Replace,

    /// <summary>Adds or replaces the row whatever is there.</summary>
    Upsert,

    /// <summary>Removes the row; with an ETag it conflicts where that differs, without one a missing row is no conflict.</summary>
    Delete,
}

/// <summary>One write of one row.</summary>
/// <param name="Action">What is done, and on what condition.</param>
/// <param name="Partition">The row's partition.</param>
/// <param name="Row">The row's key in it.</param>
/// <param name="Body">The new UTF-8 JSON; empty for <see cref="RecordAction.Delete"/>.</param>
/// <param name="ETag">The ETag the row must have, for <see cref="RecordAction.Replace"/> and conditional <see cref="RecordAction.Delete"/>.</param>
public sealed record RecordOperation(RecordAction Action, string Partition, string Row, ReadOnlyMemory<byte> Body, string? ETag)
{
    /// <summary>Adds a row that must not exist yet.</summary>
    public static RecordOperation Insert(string partition, string row, ReadOnlyMemory<byte> body) =>
        new(RecordAction.Insert, partition, row, body, null);

    /// <summary>Replaces a row that must still carry <paramref name="etag"/>.</summary>
    public static RecordOperation Replace(string partition, string row, ReadOnlyMemory<byte> body, string etag) =>
        new(RecordAction.Replace, partition, row, body, etag);

    /// <summary>Adds or replaces a row.</summary>
    public static RecordOperation Upsert(string partition, string row, ReadOnlyMemory<byte> body) =>
        new(RecordAction.Upsert, partition, row, body, null);

    /// <summary>Removes a row, where <paramref name="etag"/> is given only in that version.</summary>
    public static RecordOperation Delete(string partition, string row, string? etag = null) =>
        new(RecordAction.Delete, partition, row, default, etag);
}
