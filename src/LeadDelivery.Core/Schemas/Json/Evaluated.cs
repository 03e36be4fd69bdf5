namespace LeadDelivery.Core.Schemas.Json;

/// <summary>The members and items of one value that some rule has looked at: what <c>unevaluated…</c> leaves alone.</summary>
internal sealed class Evaluated
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<int> _items = [];
    private int _first;

    public void Add(string name) => _names.Add(name);

    public void Add(int item) => _items.Add(item);

    /// <summary>The first so many items; <see cref="int.MaxValue"/> for all.</summary>
    public void AddFirst(int count) => _first = Math.Max(_first, count);

    public bool Has(string name) => _names.Contains(name);

    public bool Has(int item) => item < _first || _items.Contains(item);

    public void Add(Evaluated other)
    {
        _names.UnionWith(other._names);
        _items.UnionWith(other._items);
        AddFirst(other._first);
    }
}
