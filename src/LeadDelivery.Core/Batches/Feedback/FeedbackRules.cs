using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Files in which a recipient says what became of rows.</summary>
public sealed record FeedbackRules
{
    /// <summary>Where they are found.</summary>
    public required Destination From { get; init; }

    /// <summary>Names of the files: <c>*</c> stands for any characters.</summary>
    public string Pattern { get; init; } = "*";

    /// <summary>How often they are looked for.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How they are read: <see cref="DelimitedFormat"/> or <see cref="JsonFormat"/>.</summary>
    public required FileFormat Format { get; init; }

    /// <summary>Gives the lead's id, from the row's columns.</summary>
    public required Expression Lead { get; init; }

    /// <summary>Holds when the row was accepted; the columns are its names.</summary>
    public required Expression Accepted { get; init; }

    /// <summary>Holds when the recipient has the lead already; null for never.</summary>
    public Expression? Duplicate { get; init; }

    /// <summary>Its words for it; null for none.</summary>
    public Expression? Reason { get; init; }

    /// <summary>What it pays; null where the file does not say.</summary>
    public Expression? Price { get; init; }
}
