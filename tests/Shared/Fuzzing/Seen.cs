namespace LeadDelivery.Testing.Fuzzing;

/// <summary>The different things that happened in a run.</summary>
internal sealed class Seen
{
    private readonly HashSet<int> _kinds = [];

    public int Count => _kinds.Count;

    /// <summary>Something happened that had not before, since this was last set to false.</summary>
    public bool New { get; set; }

    /// <summary>That happened. The texts are constants or taken from few.</summary>
    public void Add(string what, string? how = null, int much = 0) => New |= _kinds.Add(HashCode.Combine(
        string.GetHashCode(what, StringComparison.Ordinal), how is null ? 0 : string.GetHashCode(how, StringComparison.Ordinal), much));
}
