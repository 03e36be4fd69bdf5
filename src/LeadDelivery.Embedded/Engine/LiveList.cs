namespace LeadDelivery.Embedded.Engine;

/// <summary>The instances in memory that wait for an input, the most recently used first. Belongs to the pump.</summary>
internal sealed class LiveList
{
    private Instance? _newest;
    private Instance? _oldest;

    public int Count { get; private set; }

    /// <summary>What they are taken to hold in memory.</summary>
    public long Bytes { get; private set; }

    public Instance? Oldest => _oldest;

    public void Add(Instance instance)
    {
        instance.InLiveList = true;
        instance.LiveBytes = EngineOptions.LiveInstance + instance.Bytes;
        Bytes += instance.LiveBytes;
        instance.Older = _newest;
        instance.Newer = null;
        if (_newest is not null)
            _newest.Newer = instance;
        _newest = instance;
        _oldest ??= instance;
        Count++;
    }

    public void Remove(Instance instance)
    {
        if (!instance.InLiveList)
            return;
        instance.InLiveList = false;
        Bytes -= instance.LiveBytes;
        if (instance.Newer is null)
            _newest = instance.Older;
        else
            instance.Newer.Older = instance.Older;
        if (instance.Older is null)
            _oldest = instance.Newer;
        else
            instance.Older.Newer = instance.Newer;
        instance.Newer = instance.Older = null;
        Count--;
    }
}
