using LeadDelivery.Core.Batches;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Batches and the recipients whose leads they take: each has the other, and only it.</summary>
internal static class BatchRecipients
{
    private static readonly string[] OtherTypes = ["http", "review"];

    /// <summary>Checks them. A recipient is without a batch only where every batch says whose leads it takes.</summary>
    public static void Check(FolderFiles<Batch> batches, FolderFiles<Recipient> recipients, List<Mistake> mistakes)
    {
        var known = recipients.Read.DistinctBy(file => file.Id).ToDictionary(file => file.Id, StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var isClear = !batches.HasLost;
        foreach (var batch in batches.Read)
        {
            if (batch.Text("recipient") is not { } id || !known.TryGetValue(id, out var recipient))
            {
                isClear = false;
            }
            else if (OtherTypes.Contains(Type(recipient)))
            {
                var wrong = $"{id} is of type {Type(recipient)} ({recipient.File}), expected one of type batch";
                mistakes.Add(batch.MistakeAt("recipient", wrong));
            }
            else if (!owners.TryAdd(id, batch.File))
            {
                var wrong = $"{owners[id]} takes the leads of {id} already, expected one batch for each";
                mistakes.Add(batch.MistakeAt("recipient", wrong));
            }
        }

        foreach (var recipient in recipients.Read.Where(file => Type(file) == Recipient.BatchType && !owners.ContainsKey(file.Id)))
        {
            if (isClear)
            {
                mistakes.Add(recipient.MistakeAt(
                    "type", $"no batch takes its leads, expected a file in batches/ with recipient: {recipient.Id}"));
            }
        }
    }

    // A faulty file without the key may have misspelt it.
    private static string? Type(ReadFile recipient) => recipient.Text("type") ?? (recipient is LoadedFile<Recipient> ? "http" : null);
}
