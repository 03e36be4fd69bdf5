using Azure;
using Azure.Data.Tables;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Overwrites keys in their blocks. Erasures of one block that come at the same time share a write: those that wait for a write under way
/// all go with the next. Thread-safe.
/// </summary>
internal sealed class LeadKeyErasure(TableClient table, ReadOnlyMemory<byte> wrappingKey, LeadKeyCache cache, TimeProvider time)
{
    // More than there are blocks written at once by one worker.
    private readonly Lock[] gates = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly Lock queue = new();
    private readonly Dictionary<string, List<Request>> waiting = new(StringComparer.Ordinal);

    /// <summary>Destroys one key on stable storage; false where it was gone already.</summary>
    public bool Erase(string block, int slot)
    {
        var request = new Request(slot);
        lock (queue)
        {
            if (!waiting.TryGetValue(block, out var others))
                waiting.Add(block, others = []);
            others.Add(request);
        }

        lock (gates[(uint)StringComparer.Ordinal.GetHashCode(block) % gates.Length])
        {
            if (request.IsErased is null && request.Fault is null)
                EraseAll(block);
        }

        return request.Fault is { } fault
            ? throw new IOException("The lead key could not be erased; try again.", fault)
            : request.IsErased == true;
    }

    private void EraseAll(string block)
    {
        List<Request> requests;
        lock (queue)
        {
            requests = waiting[block];
            waiting.Remove(block);
        }

        try
        {
            while (!TryErase(block, requests))
            {
            }
        }
        catch (Exception error)
        {
            // Each of them is told: nobody knows whether its key is gone.
            foreach (var request in requests)
                request.Fault = error;
        }
    }

    private bool TryErase(string name, List<Request> requests)
    {
        var asked = time.GetUtcNow();
        var current = LeadKeyBlock.Find(table, name, wrappingKey.Span);
        var changed = current;
        foreach (var request in requests)
        {
            var isThere = changed?.Find(request.Slot) is not null;
            // Not there any more after a try is gone by that try: the answer to it was lost.
            request.IsErased = isThere || request.WasTried;
            request.WasTried |= isThere;
            if (isThere)
                changed = changed!.Without(request.Slot);
        }

        if (ReferenceEquals(changed, current))
        {
            cache.Set(name, current, asked);
            return true;
        }

        if (!TryStore(changed!))
            return false;
        cache.Set(name, changed, time.GetUtcNow());
        return true;
    }

    /// <summary>Overwrites the block, or removes it once it has no key: the worker that hands out of it has none left either.</summary>
    private bool TryStore(LeadKeyBlock changed)
    {
        try
        {
            if (changed.IsEmpty)
                table.DeleteEntity(changed.Id, LeadKeyBlock.Row, changed.ETag);
            else
                table.UpdateEntity(changed.ToRow(wrappingKey.Span), changed.ETag, TableUpdateMode.Replace);
            return true;
        }
        catch (RequestFailedException error) when (error.IsConflict())
        {
            // Another worker erased a key of the block in between.
            return false;
        }
    }

    private sealed class Request(int slot)
    {
        public int Slot => slot;

        public bool? IsErased { get; set; }

        public bool WasTried { get; set; }

        public Exception? Fault { get; set; }
    }
}
