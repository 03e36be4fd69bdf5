using LeadDelivery.Core.Batches;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Batches and the recipients whose leads they take: each has the other, and only it.</summary>
internal static class BatchRecipients
{
    /// <summary>Checks them.</summary>
    /// <param name="isWhole">Whether all files of batches could be read: else nothing can be said of a recipient without one.</param>
    public static void Check(
        IReadOnlyList<LoadedFile<Batch>> batches, IReadOnlyList<LoadedFile<Recipient>> recipients, bool isWhole, List<Mistake> mistakes)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in batches)
        {
            var recipient = recipients.FirstOrDefault(file => file.Value.Id == batch.Value.Recipient);
            if (recipient is not null && recipient.Value.Type != Recipient.BatchType)
            {
                var wrong = $"{recipient.Value.Id} is of type {recipient.Value.Type} ({recipient.File}), expected one of type batch";
                mistakes.Add(batch.MistakeAt("recipient", wrong));
            }
            else if (!owners.TryAdd(batch.Value.Recipient, batch.File))
            {
                var wrong = $"{owners[batch.Value.Recipient]} takes the leads of {batch.Value.Recipient} already, expected one batch for each";
                mistakes.Add(batch.MistakeAt("recipient", wrong));
            }
        }

        foreach (var recipient in recipients.Where(file => file.Value.Type == Recipient.BatchType && !owners.ContainsKey(file.Value.Id)))
        {
            if (isWhole)
            {
                mistakes.Add(recipient.MistakeAt(
                    "type", $"no batch takes its leads, expected a file in batches/ with recipient: {recipient.Value.Id}"));
            }
        }
    }
}
