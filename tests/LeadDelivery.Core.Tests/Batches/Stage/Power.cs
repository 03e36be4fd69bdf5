namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>The process was killed.</summary>
internal sealed class PowerCutException() : Exception("the process was killed");

/// <summary>What a process lives by: it can be cut before the n-th thing that outlasts the process is done.</summary>
internal sealed class Power
{
    private readonly Lock _lock = new();

    /// <summary>Things done so far.</summary>
    public int Points { get; private set; }

    /// <summary>The thing before which it is cut, from 1; 0 for never.</summary>
    public int CutBefore { get; set; }

    public bool IsOff { get; private set; }

    /// <summary>What it was cut before.</summary>
    public string? Cut { get; private set; }

    /// <summary>Called before each of these things. A dead process does nothing any more.</summary>
    public void Point(string what)
    {
        lock (_lock)
        {
            ThrowIfOff();
            if (++Points == CutBefore)
            {
                (IsOff, Cut) = (true, what);
                ThrowIfOff();
            }
        }
    }

    public void ThrowIfOff()
    {
        if (IsOff)
        {
            throw new PowerCutException();
        }
    }
}
