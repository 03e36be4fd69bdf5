namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>One evaluation: its scope, what its loops hold, and what it may still spend.</summary>
internal struct Run(Scope scope, int slots)
{
    private int _steps = LanguageLimits.MaxSteps;

    public readonly Scope Scope => scope;

    /// <summary>What the loops hold; see <see cref="Parsing.LoopNames"/>.</summary>
    public Value[] Slots { get; } = slots == 0 ? [] : new Value[slots];

    /// <summary>True once the budget is used up: the result would be a part only, so there is none.</summary>
    public readonly bool Spent => _steps < 0;

    public bool Step() => --_steps >= 0;

    public void Stop() => _steps = -1;

    /// <summary>A newly made text, paid for by its length.</summary>
    public Value Text(string? text) => text is not null && Charge(text.Length) ? Value.Of(text) : Value.Null;

    /// <summary>Pays for searching values: a list by its items, a text by its characters.</summary>
    public bool ChargeReading(Value value)
    {
        _steps -= value.Kind switch
        {
            ValueKind.List => value.AsList.Length / LanguageLimits.ItemsPerStep,
            ValueKind.Object => value.AsObject.Count / LanguageLimits.ItemsPerStep,
            ValueKind.Text => value.AsText.Length / LanguageLimits.CharactersReadPerStep,
            _ => 0,
        };
        return _steps >= 0;
    }

    /// <summary>Pays for the items of a list about to be made.</summary>
    public bool ChargeItems(long items)
    {
        _steps -= (int)Math.Min(items / LanguageLimits.ItemsPerStep, LanguageLimits.MaxSteps + 1);
        return _steps >= 0;
    }

    /// <summary>Pays for characters about to be written; false when they are too many.</summary>
    public bool Charge(long characters)
    {
        if (characters > LanguageLimits.MaxOutput)
        {
            Stop();
            return false;
        }

        _steps -= (int)characters / LanguageLimits.CharactersPerStep;
        return _steps >= 0;
    }
}
