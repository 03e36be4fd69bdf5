namespace LeadDelivery.Core.Delivery;

/// <summary>How a delivery or a lead ended (CONTRACT §1).</summary>
public enum Outcome
{
    /// <summary>Not ended yet.</summary>
    Pending,

    /// <summary>The recipient took it.</summary>
    Success,

    /// <summary>The recipient said no.</summary>
    Failure,

    /// <summary>The recipient said no: it has the lead.</summary>
    Duplicate,

    /// <summary>Technical, retries spent.</summary>
    Error,

    /// <summary>Not tried: rule, cap, schedule, open circuit, paused.</summary>
    Skipped,

    /// <summary>Accepted for later: batch, portal, review.</summary>
    Queued,

    /// <summary>The recipient took it after a race was won by another: somebody must undo it there.</summary>
    Superseded,
}

/// <summary>The outcomes' names in JSON, YAML and the language.</summary>
public static class OutcomeNames
{
    private static readonly string[] Names = ["pending", "success", "failure", "duplicate", "error", "skipped", "queued", "superseded"];

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The outcome's name, lower case.</summary>
    public static string Name(this Outcome outcome) => Names[(int)outcome];

    /// <summary>The outcome of that name, or null.</summary>
    public static Outcome? Parse(string? name) => Array.IndexOf(Names, name) is var at and >= 0 ? (Outcome)at : null;
}
