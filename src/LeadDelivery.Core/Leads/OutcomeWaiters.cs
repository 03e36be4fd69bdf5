using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>Wakes those who wait for a lead's outcome in this process.</summary>
public sealed class OutcomeWaiters(IRecordStore records, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns when the lead's outcome is recorded or after <paramref name="timeout"/>, whichever is first; at once when it is
    /// recorded already.
    /// </summary>
    public async Task WaitAsync(string leadId, TimeSpan timeout, CancellationToken cancellation)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Register(leadId, waiting);
        try
        {
            // Registered first, read second: an outcome between the two is not missed.
            var summary = await records.FindSummaryAsync(leadId, cancellation);
            if (summary is not null && LeadRecords.Summary(summary).Ended is null)
            {
                await waiting.Task.WaitAsync(timeout, time, cancellation);
            }
        }
        catch (TimeoutException)
        {
            // The caller reads the lead and finds it pending.
        }
        finally
        {
            Withdraw(leadId, waiting);
        }
    }

    /// <summary>The lead's outcome is durable.</summary>
    public void Ended(string leadId)
    {
        List<TaskCompletionSource>? waiting;
        lock (_lock)
        {
            _waiting.Remove(leadId, out waiting);
        }

        waiting?.ForEach(waiter => waiter.TrySetResult());
    }

    private void Register(string leadId, TaskCompletionSource waiting)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(leadId, out var others))
            {
                _waiting.Add(leadId, others = []);
            }

            others.Add(waiting);
        }
    }

    private void Withdraw(string leadId, TaskCompletionSource waiting)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(leadId, out var others) && others.Remove(waiting) && others.Count == 0)
            {
                _waiting.Remove(leadId);
            }
        }
    }
}
