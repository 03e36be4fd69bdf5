using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>What the tags of one template share while it is parsed: depth, the names that loops bring, the paths read.</summary>
internal sealed class ParseContext
{
    private readonly List<LoopNames> _loops = [];
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>How many values the loops hold at once.</summary>
    public int Slots { get; private set; }

    public ImmutableArray<string> Paths => [.. _paths];

    public void AddPath(string path) => _paths.Add(path);

    public void Enter(int position)
    {
        if (++_depth > LanguageLimits.MaxDepth)
        {
            throw new ParseFailure(position, $"nested too deeply, expected at most {LanguageLimits.MaxDepth} levels");
        }
    }

    public void Leave() => _depth--;

    public LoopNames OpenLoop(string? item, string? position)
    {
        var names = new LoopNames(item, position, _loops.Count * LoopNames.SlotCount);
        _loops.Add(names);
        Slots = Math.Max(Slots, _loops.Count * LoopNames.SlotCount);
        return names;
    }

    public void CloseLoop() => _loops.RemoveAt(_loops.Count - 1);

    /// <summary>The slot of a loop's name, innermost first; -1 when no loop brings it.</summary>
    public int FindSlot(string name)
    {
        for (var i = _loops.Count - 1; i >= 0; i--)
        {
            var slot = _loops[i].FindSlot(name);
            if (slot >= 0)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The items of loops without a name of their own, innermost first: their members are seen as bare names.</summary>
    public ImmutableArray<int> UnnamedItems => [.. _loops.Where(l => l.Item is null).Select(l => l.First).Reverse()];
}

/// <summary>The names inside one <c>{{#each}}</c>.</summary>
/// <param name="Item">As in <c>as |item|</c>.</param>
/// <param name="Position">The second name in <c>as |item position|</c>: the index, of objects the key.</param>
/// <param name="First">Its first slot.</param>
internal sealed record LoopNames(string? Item, string? Position, int First)
{
    public const int SlotCount = 5;

    public int IndexSlot => First + 1;

    public int KeySlot => First + 2;

    public int FirstSlot => First + 3;

    public int LastSlot => First + 4;

    public int FindSlot(string name) => name switch
    {
        "this" => First,
        "@index" => IndexSlot,
        "@key" => KeySlot,
        "@first" => FirstSlot,
        "@last" => LastSlot,
        _ when name == Item => First,
        _ when name == Position => KeySlot,
        _ => -1,
    };
}
