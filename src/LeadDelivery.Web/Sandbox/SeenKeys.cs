namespace LeadDelivery.Web.Sandbox;

/// <summary>The keys seen of late, in bounded memory: the oldest is forgotten when a new one finds no room.</summary>
internal sealed class SeenKeys
{
    /// <summary>Keys remembered. 10,000 are about 2 MB, and far more than are ever between two attempts in a demonstration.</summary>
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True when the key is new.</summary>
    public bool Add(string key)
    {
        lock (_gate)
        {
            if (!_keys.Add(key))
            {
                return false;
            }

            _order.Enqueue(key);
            if (_order.Count > Most)
            {
                _keys.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
