using System.Text.Json;
using LeadDelivery.Core.Workflow;
using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Durable;

/// <summary>Runs the domain's orchestrations under Durable Functions.</summary>
public sealed class OrchestrationRunner(WorkflowRegistry registry)
{
    /// <summary>Runs the version that the instance was started with: a deployment changes nothing for those under way.</summary>
    public async Task<JsonElement> RunAsync(string name, TaskOrchestrationContext context)
    {
        var version = context.Version is { Length: > 0 } stamped ? stamped : Newest(name);
        var code = registry.FindOrchestration(name, version)
            ?? throw new InvalidOperationException(
                $"{name} has no version {version} in this deployment: keep the code of a version until its last instance has ended.");
        var input = ContinuedInput.Of(context.GetInput<JsonElement>());
        var output = await code.Run(new DurableContext(context, version, input), Wire.Bytes(input.Input));
        return Wire.Element(output);
    }

    // An instance without a stamp was started by hand.
    private string Newest(string name) =>
        registry.Orchestrations.Where(code => code.Name == name).Select(code => code.Version).Max(StringComparer.Ordinal) ?? "";
}
