namespace LeadDelivery.Core.Gates;

/// <summary>How recipients did in the last hour. Read from memory, never waits.</summary>
public interface IPerformance
{
    /// <summary>
    /// Share of the attempts that were accepted (0 to 1), their usual time to answer, and how many there were; null for a recipient
    /// without an attempt in the last hour.
    /// </summary>
    (decimal AcceptanceRate, TimeSpan Response, int Attempts)? Of(string recipientId);
}
