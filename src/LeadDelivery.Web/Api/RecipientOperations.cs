using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Trials;

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

    /// <summary>The operations of these services.</summary>
    public static RecipientOperations Of(RecipientTrial trial, RecipientVersions versions) => new()
    {
        Test = trial.RunAsync,
        Versions = versions.ListAsync,
        Diff = versions.DiffAsync,
    };
}
