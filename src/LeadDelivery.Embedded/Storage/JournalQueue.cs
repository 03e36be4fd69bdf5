namespace LeadDelivery.Embedded.Storage;

/// <summary>Entries in the order they came, and the journal thread's wait for the next group. Thread-safe.</summary>
internal sealed class JournalQueue(StorageOptions options, TimeProvider time)
{
    private readonly object gate = new();
    private readonly Queue<Waiting> waiting = new();
    private int urgent;
    private bool stopped;
    private bool sleeping;
    private long? takenSince;

    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    public bool Stopped
    {
        get
        {
            lock (gate)
                return stopped;
        }
    }

    public Exception? Fault { get; private set; }

    /// <summary>How long the oldest entry has waited, those in the commit under way included.</summary>
    public TimeSpan OldestAge()
    {
        lock (gate)
        {
            if (takenSince is { } since)
                return time.GetElapsedTime(since);
            return waiting.TryPeek(out var first) ? time.GetElapsedTime(first.Since) : TimeSpan.Zero;
        }
    }

    /// <summary>False after the stop.</summary>
    public bool TryAdd(JournalEntry entry)
    {
        lock (gate)
        {
            if (stopped)
                return false;
            waiting.Enqueue(new Waiting(entry, time.GetTimestamp()));
            if (!entry.Lazy)
                urgent++;
            if (sleeping)
                Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>
    /// Waits for entries and moves one commit's worth into <paramref name="batch"/>. False when stopped and empty.
    /// </summary>
    public bool Take(List<JournalEntry> batch)
    {
        lock (gate)
        {
            while (!Due())
            {
                if (stopped)
                    return false;
                sleeping = true;
                Monitor.Wait(gate, UntilLazyIsDue());
                sleeping = false;
            }

            takenSince = waiting.Peek().Since;
            var bytes = 0;
            while (batch.Count < options.CommitEntries && waiting.TryPeek(out var next))
            {
                bytes += next.Entry.Size;
                if (bytes > options.CommitBytes && batch.Count > 0)
                    break;
                batch.Add(waiting.Dequeue().Entry);
                if (!next.Entry.Lazy)
                    urgent--;
            }

            return true;
        }
    }

    /// <summary>The entries of the last <see cref="Take"/> have their outcome.</summary>
    public void Taken()
    {
        lock (gate)
            takenSince = null;
    }

    /// <summary>Takes no more entries; those waiting are still to be taken.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes no more entries and gives up those waiting.</summary>
    public IReadOnlyList<JournalEntry> StopForGood(Exception fault)
    {
        lock (gate)
        {
            Fault = fault;
            stopped = true;
            var left = waiting.Select(item => item.Entry).ToList();
            waiting.Clear();
            return left;
        }
    }

    private bool Due() =>
        waiting.Count > 0 && (urgent > 0 || stopped || waiting.Count >= options.CommitEntries || UntilLazyIsDue() == TimeSpan.Zero);

    private TimeSpan UntilLazyIsDue()
    {
        if (!waiting.TryPeek(out var first))
            return Timeout.InfiniteTimeSpan;
        var left = options.LazyDelay - time.GetElapsedTime(first.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private readonly record struct Waiting(JournalEntry Entry, long Since);
}
