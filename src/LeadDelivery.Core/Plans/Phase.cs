namespace LeadDelivery.Core.Plans;

/// <summary>
/// A part of the plan that may be over while deliveries in it still go on: a race that is won, a window that closes. Waits between
/// attempts then end, and attempts that have not begun are not made; one under way is awaited.
/// </summary>
public sealed class Phase : IDisposable
{
    private readonly Phase? _outer;
    private readonly CancellationTokenSource _over;
    private readonly List<Sale> _sales = [];
    private string? _reason;
    private Action<Sale>? _late;

    internal Phase(int number, Phase? outer)
    {
        _outer = outer;
        _over = CancellationTokenSource.CreateLinkedTokenSource(outer?.Over ?? CancellationToken.None);
        Over = _over.Token;
        Number = number;
        Numbers = [.. outer?.Numbers ?? [], number];
    }

    /// <summary>Its place among the phases of the lead's walk, from 1.</summary>
    public int Number { get; }

    /// <summary>The phases that it is part of, outermost first, and itself.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>Cancelled once it is over, or one that it is part of.</summary>
    public CancellationToken Over { get; }

    /// <summary>Why it is over; null while it is not.</summary>
    public string? Reason => _reason ?? _outer?.Reason;

    /// <summary>What was sold in it so far, also below nodes that have not ended.</summary>
    internal IReadOnlyList<Sale> Sales => _sales;

    /// <summary>A delivery in it was taken.</summary>
    internal void Add(Sale sale)
    {
        _sales.Add(sale);
        _late?.Invoke(sale);
        _outer?.Add(sale);
    }

    /// <summary>Who wins is known: what is sold in it from now on is told at once.</summary>
    internal void Late(Action<Sale> tell) => _late = tell;

    /// <summary>Ends it: whoever waits in it wakes.</summary>
    internal void End(string reason)
    {
        _reason ??= reason;
        _over.Cancel();
    }

    /// <summary>To be called once nothing in it goes on.</summary>
    public void Dispose() => _over.Dispose();
}
