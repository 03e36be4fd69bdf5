namespace LeadDelivery.Bench.Buyer;

/// <summary>What the buyers have seen: every request, how many different delivery keys they carried, the leads taken, and pings.</summary>
internal sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly HashSet<string> keys = [];
    private readonly Dictionary<string, long> leads = [];
    private readonly Dictionary<string, long> slowest = [];
    private long requests;
    private long pings;
    private volatile TaskCompletionSource answering = Completed();

    /// <summary>While true, requests are read and counted but not answered.</summary>
    public bool Hanging
    {
        get => !answering.Task.IsCompleted;
        set
        {
            if (value == Hanging)
                return;
            if (value)
                answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else
                answering.SetResult();
        }
    }

    /// <summary>Completes once requests are answered.</summary>
    public Task Answering => answering.Task;

    /// <summary>A lead was taken.</summary>
    public void Record(string key, string lead)
    {
        var at = DateTime.UtcNow.Ticks;
        lock (gate)
        {
            requests++;
            keys.Add(key);
            leads.TryAdd(lead, at);
        }
    }

    /// <summary>A lead was refused: a request and a delivery, but no lead here.</summary>
    public void RecordRefusal(string key)
    {
        lock (gate)
        {
            requests++;
            keys.Add(key);
        }
    }

    /// <summary>A ping was held so many microseconds.</summary>
    public void RecordPing(string lead, long held)
    {
        lock (gate)
        {
            pings++;
            slowest[lead] = Math.Max(held, slowest.GetValueOrDefault(lead));
        }
    }

    /// <summary>Microseconds that the slowest ping of a lead was held, told once; 0 for a lead without.</summary>
    public long TakeSlowestPing(string lead)
    {
        lock (gate)
            return slowest.Remove(lead, out var held) ? held : 0;
    }

    public void Forget()
    {
        lock (gate)
        {
            requests = pings = 0;
            slowest.Clear();
            keys.Clear();
            leads.Clear();
        }
    }

    public string ToJson()
    {
        lock (gate)
            return $$"""{"requests":{{requests}},"keys":{{keys.Count}},"leads":{{leads.Count}},"pings":{{pings}}}""";
    }

    /// <summary>A line for each lead: its id and, in UTC ticks, when it was here first.</summary>
    public string Arrivals()
    {
        lock (gate)
            return string.Concat(leads.Select(lead => $"{lead.Key}\t{lead.Value}\n"));
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
