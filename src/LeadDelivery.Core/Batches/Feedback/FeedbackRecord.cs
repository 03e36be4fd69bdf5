using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>A row as it was read: its columns, or why there are none.</summary>
internal readonly record struct FeedbackRecord(long Line, Value Row, string? Problem = null);
