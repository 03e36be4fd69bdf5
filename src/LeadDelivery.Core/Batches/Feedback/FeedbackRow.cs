using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>One row of a feedback file: either what it says of a lead, or why it says nothing.</summary>
/// <param name="Line">Where it begins, counted from 1; in a JSON array the item, counted from 1.</param>
/// <param name="Reply">What it says; null with a problem.</param>
/// <param name="Problem">What is wrong and what was expected; no value of the file.</param>
public sealed record FeedbackRow(long Line, RowReply? Reply, string? Problem);
