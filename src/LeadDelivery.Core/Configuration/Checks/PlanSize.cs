using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Bounds what a lead's plan may write to its history: a plan that is tried every minute for a month would outgrow it, and the lead
/// would be set aside in the middle.
/// </summary>
internal static class PlanSize
{
    /// <summary>
    /// Most steps that a flow may take for one lead: 9,000 events of its history. Histories end at 10,000; the rest is for waits that
    /// recipients ask for.
    /// </summary>
    public const long Most = 9_000;

    /// <summary>Checks every flow.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes)
    {
        var recipients = files.Recipients.Select(file => file.Value).DistinctBy(recipient => recipient.Id)
            .ToDictionary(recipient => recipient.Id, StringComparer.Ordinal);
        foreach (var flow in files.Flows)
        {
            long Delivery(string id) => DeliverySteps(id, recipients, files.RecipientFiles.IsWhole);
            var roots = flow.Value.Also.Append(flow.Value.Plan).Append(flow.Value.Unsold).OfType<PlanNode>();
            var steps = roots.Sum(node => node.Steps(Delivery));
            if (steps > Most)
            {
                mistakes.Add(Mistake(flow, steps, Delivery));
            }
        }
    }

    // Where plans are tried again and again, the one that takes most is named, with what it may take at the most.
    private static Mistake Mistake(LoadedFile<Flow> flow, long steps, Func<string, long> delivery)
    {
        var longest = flow.Value.Nodes.Values.OrderBy(node => node.Path, StringComparer.Ordinal)
            .SelectMany(node => node.Repetitions(delivery)).MaxBy(repetition => repetition.Steps);
        if (longest is null)
        {
            return flow.MistakeAt("plan", $"may take {steps} steps for one lead, {Most} at most: fewer recipients, or fewer attempts");
        }

        var most = Math.Max(1, (Most - (steps - longest.Steps)) / longest.Try);
        return flow.MistakeAt(
            longest.Path,
            $"{longest.Tries} tries of this plan may take {steps} steps for one lead, {Most} at most: expected no more than {most} tries");
    }

    private static long DeliverySteps(string id, Dictionary<string, Recipient> recipients, bool isWhole)
    {
        var steps = 0L;
        var counted = new HashSet<string>(StringComparer.Ordinal);
        for (var at = id; at is not null && counted.Add(at); at = recipients.GetValueOrDefault(at)?.Backup)
        {
            // Admission; each attempt and the wait after it, of which the last is the end. A file with mistakes may say one attempt.
            var attempts = recipients.GetValueOrDefault(at)?.Retry.Attempts ?? (isWhole ? new RetryPolicy().Attempts : 1);
            steps += PlanNode.Step * (1 + (2L * attempts));
        }

        return steps;
    }
}
