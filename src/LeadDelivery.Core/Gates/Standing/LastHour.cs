using System.Globalization;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Gates.Standing;

/// <summary>What one recipient's last 60 minutes came to, the current one included. Thread-safe; reads no clock.</summary>
internal sealed class LastHour
{
    private const int Minutes = 60;

    private readonly Lock _lock = new();
    private readonly Minute?[] _minutes = new Minute?[Minutes];
    private readonly Minute _sum = new();
    private Minute? _current;
    private int _errorsInARow;
    private bool _isRateLow;
    private bool _isSlow;
    private bool _isFailing;

    /// <summary>Adds an attempt. The minute that has ended by it, to be stored, and what is alarming since it, as kinds and words.</summary>
    public Minute? Add(Outcome outcome, TimeSpan duration, DateTimeOffset at, AlertRules? rules, List<(string, string)> alerts)
    {
        var number = NumberOf(at);
        lock (_lock)
        {
            Minute? ended = null;
            if (_current is null || _current.Number < number)
            {
                ended = _current is null ? null : Copy(_current);
                _current = Open(number);
            }

            var milliseconds = duration.TotalMilliseconds;
            _current.Add(outcome, milliseconds);
            _sum.Add(outcome, milliseconds);
            _errorsInARow = outcome == Outcome.Error ? _errorsInARow + 1 : 0;
            if (rules is not null)
            {
                Judge(rules, alerts);
            }

            return ended;
        }
    }

    /// <summary>The hour as it is now.</summary>
    public LastHourView View(DateTimeOffset now)
    {
        lock (_lock)
        {
            Drop(NumberOf(now));
            return new(
                _sum.Attempts, _sum.Successes, _sum.Failures, _sum.Duplicates, _sum.Errors, _sum.Queued,
                _sum.Attempts == 0 ? null : TimeSpan.FromMilliseconds(_sum.Spent / _sum.Attempts),
                _sum.Attempts == 0 ? null : _sum.Percentile(0.95))
            {
                ErrorsInARow = _errorsInARow,
            };
        }
    }

    /// <summary>Share of the attempts that were accepted, their mean time, and how many; null where there are none.</summary>
    public (decimal Rate, TimeSpan Response, int Attempts)? Figures(DateTimeOffset now)
    {
        lock (_lock)
        {
            Drop(NumberOf(now));
            var attempts = _sum.Attempts;
            return attempts == 0 ? null : (Rate(), TimeSpan.FromMilliseconds(_sum.Spent / attempts), attempts);
        }
    }

    /// <summary>Takes up a minute of an earlier process.</summary>
    public void Restore(Minute minute)
    {
        lock (_lock)
        {
            _minutes[minute.Number % Minutes] = minute;
            _sum.Add(minute, 1);
        }
    }

    /// <summary>The minute under way, to be stored before the process ends; null for none.</summary>
    public Minute? Unfinished()
    {
        lock (_lock)
        {
            return _current is null ? null : Copy(_current);
        }
    }

    private static long NumberOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    private static Minute Copy(Minute minute)
    {
        var copy = new Minute { Number = minute.Number };
        copy.Add(minute, 1);
        return copy;
    }

    // What was restored of this very minute goes on.
    private Minute Open(long number)
    {
        Drop(number);
        var at = (int)(number % Minutes);
        if (_minutes[at] is not { } minute)
        {
            return _minutes[at] = new Minute { Number = number };
        }

        if (minute.Number != number)
        {
            minute.Clear(number);
        }

        return minute;
    }

    private void Drop(long now)
    {
        foreach (var minute in _minutes)
        {
            if (minute is { Attempts: > 0 } && minute.Number <= now - Minutes)
            {
                _sum.Add(minute, -1);
                minute.Clear(minute.Number);
            }
        }
    }

    private decimal Rate() => _sum.Attempts == _sum.Queued ? 0 : (decimal)_sum.Successes / (_sum.Attempts - _sum.Queued);

    private void Judge(AlertRules rules, List<(string, string)> alerts)
    {
        if (rules.ConsecutiveErrors is { } most)
        {
            if (!_isFailing && _errorsInARow >= most)
            {
                _isFailing = true;
                alerts.Add(("consecutive_errors", string.Create(CultureInfo.InvariantCulture, $"{_errorsInARow} technical failures in a row")));
            }
            else if (_errorsInARow == 0)
            {
                _isFailing = false;
            }
        }

        if (_sum.Attempts - _sum.Queued < AlertRules.LeastAttempts)
        {
            return;
        }

        if (rules.SuccessRate is { } rate && Told(ref _isRateLow, rate, Rate()))
        {
            alerts.Add(("success_rate", string.Create(
                CultureInfo.InvariantCulture, $"success rate {Rate():P1} in the last hour is {rate.Text}").Replace(" %", "%", StringComparison.Ordinal)));
        }

        var seconds = (decimal)Math.Round(_sum.Spent / _sum.Attempts) / 1000;
        if (rules.ResponseTime is { } time && Told(ref _isSlow, time, seconds))
        {
            alerts.Add(("response_time", string.Create(
                CultureInfo.InvariantCulture, $"mean response time {seconds:0.###} s in the last hour is {time.Text}")));
        }
    }

    // True where a bad episode begins.
    private static bool Told(ref bool isBad, Threshold threshold, decimal figure)
    {
        if (!isBad)
        {
            return isBad = threshold.IsCrossed(figure);
        }

        isBad = !threshold.IsOver(figure);
        return false;
    }
}
