namespace LeadDelivery.Functions.Stores;

/// <summary>Blocks of lead keys as they were read, the longest known leaving first. Thread-safe.</summary>
internal sealed class LeadKeyCache(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (LeadKeyBlock? Block, DateTimeOffset Asked)> blocks = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>The block, null included where there is none, if it was asked for since then.</summary>
    public bool TryGet(string name, DateTimeOffset since, out LeadKeyBlock? block)
    {
        lock (gate)
        {
            var isKnown = blocks.TryGetValue(name, out var found) && found.Asked > since;
            block = isKnown ? found.Block : null;
            return isKnown;
        }
    }

    /// <summary>Keeps what was asked for at that time, unless a later answer is known.</summary>
    public void Set(string name, LeadKeyBlock? block, DateTimeOffset asked)
    {
        lock (gate)
        {
            if (blocks.TryGetValue(name, out var known))
            {
                if (known.Asked <= asked)
                    blocks[name] = (block, asked);
                return;
            }

            blocks[name] = (block, asked);
            order.Enqueue(name);
            while (order.Count > capacity)
                blocks.Remove(order.Dequeue());
        }
    }
}
