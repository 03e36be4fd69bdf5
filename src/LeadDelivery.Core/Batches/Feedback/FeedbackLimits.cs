namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Bounds of a feedback file; what is beyond them is a problem, never a stop of the program.</summary>
public sealed record FeedbackLimits
{
    /// <summary>Most bytes of a row, in UTF-8: 1,048,576, four times the largest lead taken in.</summary>
    public int Row { get; init; } = 1_048_576;

    /// <summary>Most bytes of a value in a delimited file: 131,072; reasons are a line.</summary>
    public int Field { get; init; } = 131_072;

    /// <summary>Most columns: 1,024, four times the widest file seen in the field.</summary>
    public int Columns { get; init; } = 1_024;
}
