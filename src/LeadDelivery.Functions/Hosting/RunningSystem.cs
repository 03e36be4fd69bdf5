using LeadDelivery.Core.Batches.Clock;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeadDelivery.Functions.Hosting;

/// <summary>Everything of a worker that has started.</summary>
public sealed record RunningSystem
{
    /// <summary>The API.</summary>
    public required RequestDelegate Api { get; init; }

    /// <summary>The API's routes.</summary>
    public required IReadOnlyList<RouteEndpoint> Routes { get; init; }

    /// <summary>What workflows run.</summary>
    public required WorkflowRegistry Registry { get; init; }

    /// <summary>Runs orchestrations.</summary>
    public required OrchestrationRunner Orchestrations { get; init; }

    /// <summary>Runs activities.</summary>
    public required ActivityRunner Activities { get; init; }

    /// <summary>Starts and steers workflows.</summary>
    public required DurableWorkflowClient Workflows { get; init; }

    /// <summary>Ends leads whose workflow has failed.</summary>
    public required BrokenLeads Broken { get; init; }

    /// <summary>Keeps limits in order.</summary>
    public required GateKeeper Keeper { get; init; }

    /// <summary>Removes large values that no record names any more; how many.</summary>
    public required Func<CancellationToken, Task<int>> SweepValues { get; init; }

    /// <summary>Writes down what memory alone knows of recipients: when the worker stops.</summary>
    public required Func<Task> Store { get; init; }

    /// <summary>Counts pings.</summary>
    public required PingCounts Pings { get; init; }

    /// <summary>Opens files that are due.</summary>
    public required BatchClock BatchClock { get; init; }

    /// <summary>Removes files that were kept long enough.</summary>
    public required BatchRetention BatchRetention { get; init; }
}
