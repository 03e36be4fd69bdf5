namespace LeadDelivery.Bench.Buyer;

/// <summary>What the buyer has seen: every request, and how many different delivery keys and leads they carried.</summary>
internal sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly HashSet<string> keys = [];
    private readonly Dictionary<string, long> leads = [];
    private long requests;
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

    public void Forget()
    {
        lock (gate)
        {
            requests = 0;
            keys.Clear();
            leads.Clear();
        }
    }

    public string ToJson()
    {
        lock (gate)
            return $$"""{"requests":{{requests}},"keys":{{keys.Count}},"leads":{{leads.Count}}}""";
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
