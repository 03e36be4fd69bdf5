using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>One delivery (or one lead taken in) that takes up room under its owner's caps.</summary>
internal sealed class CapEntry(string key, string[] tags, string instance)
{
    /// <summary>The delivery's key.</summary>
    public string Key => key;

    /// <summary>What it counts under.</summary>
    public string[] Tags => tags;

    /// <summary>The orchestration that it belongs to: once that has ended, nothing will end the reservation any more.</summary>
    public string Instance => instance;

    /// <summary>Reserved, or once sold what was paid.</summary>
    public decimal Money { get; set; }

    /// <summary>True where <see cref="Money"/> is a guess: a sale whose reply names no price brought nothing.</summary>
    public bool IsGuess { get; init; }

    /// <summary>True where it may bring any amount, as long as it is reserved.</summary>
    public bool IsBlind { get; init; }

    /// <summary>The minute of its sale; null while it is reserved.</summary>
    public long? Sold { get; set; }

    /// <summary>Rises whenever it is entered or left: what was decided before an entry is void after it.</summary>
    public int Turn { get; set; }

    /// <summary>True while a change of it waits to be durable: nothing else touches it.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>True while that change is its sale.</summary>
    public bool IsSelling { get; set; }

    /// <summary>Of several workers, of an end: it takes back a sale too.</summary>
    public bool IsUndo { get; init; }

    /// <summary>When it was reserved.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>When it was last entered or left; the beginning of time for one that an earlier process reserved.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>What counts of a sale that names no price.</summary>
    public decimal Unpriced(Outcome outcome) => IsGuess && outcome == Outcome.Success ? 0 : Money;

    /// <summary>What it takes up.</summary>
    public CapSum Sum => new(1, Money, IsBlind && Sold is null ? 1 : 0);
}
