namespace LeadDelivery.Core.Batches.Formats;

/// <summary>What does not fit between a format and its columns.</summary>
/// <param name="Path">Where, in a batch's file: <c>columns.lead_id</c>, <c>xlsx.sheet</c>.</param>
/// <param name="Message">What is wrong, and what was expected.</param>
public sealed record ColumnMistake(string Path, string Message)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
