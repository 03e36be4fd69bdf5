using System.Collections.Immutable;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Balances;

namespace LeadDelivery.Web.Api;

/// <summary>What the API does with recipients, for the host to provide.</summary>
public sealed record RecipientOperations
{
    /// <summary>Sends a sample: what to try, the operator. Null where there is no sandbox to send it to.</summary>
    public required Func<Trial, string, CancellationToken, Task<TrialResult?>> Test { get; init; }

    /// <summary>The versions that changed a recipient, newest first.</summary>
    public required Func<string, CancellationToken, Task<ImmutableArray<RecipientVersion>>> Versions { get; init; }

    /// <summary>How a recipient differs between two versions: recipient, from, to. Null for one that was never in force.</summary>
    public required Func<string, string, string, CancellationToken, Task<RecipientDiff?>> Diff { get; init; }

    /// <summary>Looks at what other workers have done to a recipient, before it is shown; nothing where there are none.</summary>
    public Func<Recipient, CancellationToken, ValueTask> Refresh { get; init; } = (_, _) => default;

    /// <summary>How a recipient stands now.</summary>
    public required Func<Recipient, RecipientStanding> Standing { get; init; }

    /// <summary>Stops deliveries to a recipient: id, why, the operator.</summary>
    public required Func<string, string?, string, Task> Pause { get; init; }

    /// <summary>Starts them again: id, the operator.</summary>
    public required Func<string, string, Task> Resume { get; init; }

    /// <summary>Opens or closes a recipient's circuit, for a time or until further notice; null gives it back: id, open, time, the operator.</summary>
    public required Func<string, bool?, TimeSpan?, string, Task> ForceCircuit { get; init; }

    /// <summary>A page of alerts; throws <see cref="FormatException"/> for a cursor that is none.</summary>
    public required Func<AlertFilter, CancellationToken, ValueTask<AlertPage>> Alerts { get; init; }

    /// <summary>How a recipient's balance stands; null for one that does not pay in advance.</summary>
    public required Func<Recipient, BalanceView?> Balance { get; init; }

    /// <summary>Puts an amount into a balance, once per reference: recipient, amount, reference, the operator.</summary>
    public required Func<string, decimal, string, string, CancellationToken, Task<TopUpStatus>> TopUp { get; init; }

    /// <summary>A page of a balance's movements, newest first: recipient, the last of the page before or null, how many.</summary>
    public required Func<string, string?, int, CancellationToken, Task<IReadOnlyList<BalanceMovement>>> Movements { get; init; }

    /// <summary>The operations of these services.</summary>
    public static RecipientOperations Of(
        RecipientTrial trial, RecipientVersions versions, RecipientProtection protection, AlertList alerts, RecipientLimits limits) => new()
        {
            Refresh = async (recipient, cancellation) =>
            {
                await protection.RefreshAsync(cancellation);
                await limits.RefreshAsync(recipient, cancellation);
            },
            Standing = recipient => RecipientStanding.Of(protection, limits, recipient),
            Pause = protection.Pauses.PauseAsync,
            Resume = protection.Pauses.ResumeAsync,
            ForceCircuit = protection.Circuits.ForceAsync,
            Alerts = alerts.PageAsync,
            Balance = limits.Balances.Of,
            TopUp = limits.Balances.TopUpAsync,
            Movements = limits.Movements.ListAsync,
            Test = trial.RunAsync,
            Versions = versions.ListAsync,
            Diff = versions.DiffAsync,
        };
}
