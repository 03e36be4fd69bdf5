using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>One building of a document: what its templates see, and where fields that cannot be mapped are reported.</summary>
/// <param name="Items">What the lists around this place may still hold; null outside of lists.</param>
internal readonly record struct MappingRun(Scope Scope, ICollection<string> Problems, ItemBudget? Items = null)
{
    /// <summary>The same building seen from inside a list's item.</summary>
    public MappingRun Inside(string name, Value item, ItemBudget items) =>
        this with { Scope = new ItemScope(Scope, name, item), Items = items };

    /// <summary>Reports a field that cannot be mapped; never with its value.</summary>
    public void Problem(string path, string reason) => Problems.Add($"{path}: {reason}");
}

/// <summary>How many items one <c>$each</c> may still make, those of every <c>$each</c> within it counted too.</summary>
internal sealed class ItemBudget
{
    /// <summary>Most items in all, 10,000: lists within lists of one consumer hold a hundred; three lists of 1,000 within each other
    /// would hold the thousand millions that no recipient waits for.</summary>
    public const int MaxInAll = 10_000;

    private int _left = MaxInAll;

    /// <summary>Takes one; false where none is left.</summary>
    public bool TryTake() => --_left >= 0;
}
