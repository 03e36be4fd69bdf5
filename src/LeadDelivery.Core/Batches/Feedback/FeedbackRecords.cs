using LeadDelivery.Core.Batches.Queue;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>A part of a feedback file, until its leads are marked.</summary>
/// <param name="Name">The feedback file's name.</param>
/// <param name="At">When it was read, unix milliseconds.</param>
/// <param name="Problems">Rows of the whole file that could not be read: line and what is wrong.</param>
internal sealed record FeedbackRows(string Name, long At, IReadOnlyList<LeadAnswer> Rows, IReadOnlyList<string>? Problems = null)
{
    /// <summary>Most rows of a part: a few dozen leads are marked in one step.</summary>
    public const int Most = 50;
}

/// <summary>What a recipient said of a lead.</summary>
internal sealed record LeadAnswer(string Lead, RowAnswer Answer);

/// <summary>A feedback file that was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">When it was read, unix milliseconds.</param>
internal sealed record FeedbackUse(string Name, long At);
