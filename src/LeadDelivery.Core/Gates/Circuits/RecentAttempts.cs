using System.Globalization;

namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>How a recipient's last attempts went: enough to say that it is down. Not thread-safe.</summary>
internal sealed class RecentAttempts
{
    private bool[] _failed = [];
    private DateTimeOffset[] _run = [];
    private int _at;
    private int _runLength;

    /// <summary>Attempts looked at.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Adds an attempt. Why the circuit opens by it, or null.</summary>
    public string? Add(bool failed, DateTimeOffset at, CircuitPolicy policy)
    {
        Fit(policy);
        if (Count == _failed.Length)
        {
            Failures -= _failed[_at] ? 1 : 0;
        }
        else
        {
            Count++;
        }

        _failed[_at] = failed;
        _at = (_at + 1) % _failed.Length;
        if (!failed)
        {
            _runLength = 0;
            return null;
        }

        Failures++;
        _run[_runLength % _run.Length] = at;
        _runLength++;
        return InARow(at, policy) ?? Ratio(policy);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, Failures, _at, _runLength) = (0, 0, 0, 0);

    // The run's times are a ring as long as the run that is asked for, so the oldest is the one that is overwritten next.
    private string? InARow(DateTimeOffset now, CircuitPolicy policy) =>
        _runLength >= policy.Consecutive && now - _run[_runLength % _run.Length] <= policy.Within
            ? string.Create(CultureInfo.InvariantCulture, $"{policy.Consecutive} attempts in a row failed")
            : null;

    private string? Ratio(CircuitPolicy policy) => Count >= policy.LeastAttempts && Failures >= policy.Ratio * Count
        ? string.Create(CultureInfo.InvariantCulture, $"{Failures} of the last {Count} attempts failed")
        : null;

    // Leads of two versions of the configuration may be under way: what is known is kept as far as it fits.
    private void Fit(CircuitPolicy policy)
    {
        if (_run.Length != policy.Consecutive)
        {
            (_run, _runLength) = (new DateTimeOffset[policy.Consecutive], 0);
        }

        if (_failed.Length == policy.Window)
        {
            return;
        }

        var kept = Math.Min(Count, policy.Window);
        var failed = new bool[policy.Window];
        for (var i = 0; i < kept; i++)
        {
            failed[i] = _failed[(_at - kept + i + _failed.Length) % _failed.Length];
        }

        (_failed, _at, Count, Failures) = (failed, kept % policy.Window, kept, failed.Count(f => f));
    }
}
