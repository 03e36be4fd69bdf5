using LeadDelivery.Core.Gates.Prices;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary>One recipient's balance in memory. Safe for threads.</summary>
internal sealed class BalanceAccount(string recipient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BalanceEntry> _entries = new(StringComparer.Ordinal);
    private decimal _balance;
    private decimal _reserved;
    private long _blind;

    public string Recipient => recipient;

    /// <summary>True once it is on the durable list.</summary>
    public bool IsListed { get; set; }

    public BalanceView View(decimal credit)
    {
        lock (_lock)
        {
            return new(_balance, _reserved, Available(credit));
        }
    }

    /// <summary>Reserves an amount; null, and what is available, where there is not enough.</summary>
    public BalanceEntry? Reserve(string key, string instance, ExpectedPrice price, decimal credit, DateTimeOffset now, out decimal available)
    {
        lock (_lock)
        {
            available = Available(credit);
            if (_entries.TryGetValue(key, out var before))
            {
                before.Turn++;
                before.Touched = now;
                return before;
            }

            if (!Fits(price, available))
            {
                return null;
            }

            var entry = new BalanceEntry(key, instance, price.Amount ?? 0, now) { IsGuess = price.IsGuess, IsBlind = price.IsBlind, Touched = now };
            _entries.Add(key, entry);
            Reserve(entry, 1);
            return entry;
        }
    }

    /// <summary>Whether an amount could be reserved.</summary>
    public bool Fits(string key, ExpectedPrice price, decimal credit, out decimal available)
    {
        lock (_lock)
        {
            available = Available(credit);
            return _entries.ContainsKey(key) || Fits(price, available);
        }
    }

    /// <summary>The entry of a key with its turn; null for none.</summary>
    public (BalanceEntry Entry, int Turn)? Begin(string key, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            entry.Touched = now;
            return (entry, ++entry.Turn);
        }
    }

    /// <summary>An old reservation is about to be given back; null where something has happened to it since a moment.</summary>
    public int? BeginSweep(BalanceEntry entry, DateTimeOffset moment)
    {
        lock (_lock)
        {
            return !entry.IsCharged && entry.Touched < moment && _entries.ContainsKey(entry.Key) ? ++entry.Turn : null;
        }
    }

    /// <summary>The reservation is given back.</summary>
    public void Release(BalanceEntry entry, int turn)
    {
        lock (_lock)
        {
            if (entry.Turn == turn && !entry.IsCharged && _entries.Remove(entry.Key))
            {
                Reserve(entry, -1);
            }
        }
    }

    /// <summary>The delivery never came to be: its reservation is as if it had not been made.</summary>
    public void Drop(string key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry) && !entry.IsCharged)
            {
                entry.Turn++;
                _entries.Remove(key);
                Reserve(entry, -1);
            }
        }
    }

    /// <summary>The real price is taken off in place of the reservation.</summary>
    public void Charge(BalanceEntry entry, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!entry.IsCharged)
            {
                entry.ChargedAt = now;
                Reserve(entry, -1);
                _balance -= entry.Charge ?? 0;
            }
        }
    }

    /// <summary>What was taken off is given back.</summary>
    public void GiveBack(BalanceEntry entry)
    {
        lock (_lock)
        {
            if (_entries.Remove(entry.Key))
            {
                _balance += entry.Charge ?? 0;
            }
        }
    }

    /// <summary>An amount comes in, or goes out.</summary>
    public void Add(decimal amount)
    {
        lock (_lock)
        {
            _balance += amount;
        }
    }

    /// <summary>Takes over a row, at start; what was charged is in the balance already.</summary>
    public void Restore(BalanceEntry entry)
    {
        lock (_lock)
        {
            _entries[entry.Key] = entry;
            if (!entry.IsCharged)
            {
                Reserve(entry, 1);
            }
        }
    }

    /// <summary>Forgets a sale that was given back before the start.</summary>
    public void Forget(string key)
    {
        lock (_lock)
        {
            _entries.Remove(key);
        }
    }

    /// <summary>Reservations that nothing has happened to since a moment.</summary>
    public IReadOnlyList<BalanceEntry> ReservedBefore(DateTimeOffset moment)
    {
        lock (_lock)
        {
            return [.. _entries.Values.Where(entry => !entry.IsCharged && entry.Touched < moment)];
        }
    }

    /// <summary>Forgets sales made before a moment: they are not given back any more.</summary>
    public void Settle(DateTimeOffset moment)
    {
        lock (_lock)
        {
            foreach (var key in _entries.Values.Where(entry => entry.ChargedAt < moment).Select(entry => entry.Key).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    /// <summary>Whether it could be reserved; what is not known, or not for sure, while anything is left.</summary>
    public static bool Fits(ExpectedPrice price, decimal available) =>
        price.Amount is { } amount ? available >= amount && !(price.IsGuess && available <= 0) : available > 0;

    // Beside a delivery that may bring any amount there is nothing left.
    private decimal Available(decimal credit) => BalanceStanding.Left(_balance + credit - _reserved, _blind);

    private void Reserve(BalanceEntry entry, int sign)
    {
        _reserved += sign * entry.Reserved;
        _blind += entry.IsBlind ? sign : 0;
    }
}

/// <summary>One delivery under a balance.</summary>
internal sealed class BalanceEntry(string key, string instance, decimal reserved, DateTimeOffset since)
{
    public string Key => key;

    public string Instance => instance;

    public decimal Reserved => reserved;

    public DateTimeOffset Since => since;

    /// <summary>When it was last entered or left; the beginning of time for one that an earlier process reserved.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>Rises whenever it is entered or left.</summary>
    public int Turn { get; set; }

    /// <summary>True where <see cref="Reserved"/> is a guess: a sale whose reply names no price takes nothing off.</summary>
    public bool IsGuess { get; init; }

    /// <summary>True where it may bring any amount.</summary>
    public bool IsBlind { get; init; }

    /// <summary>What it was sold for; null while it is reserved.</summary>
    public decimal? Charge { get; set; }

    /// <summary>True once that is taken off the balance.</summary>
    public bool IsCharged => ChargedAt is not null;

    /// <summary>When that was.</summary>
    public DateTimeOffset? ChargedAt { get; set; }
}
