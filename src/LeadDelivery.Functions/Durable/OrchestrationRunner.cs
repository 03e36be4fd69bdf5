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
        if (registry.FindOrchestration(name, version) is not { } code)
        {
            // Told where an operator looks first. What is left of the plan is lost, the lead is not: it ends, and can be delivered again.
            var wrong = $"no code of {name} version {version} in this deployment";
            context.SetCustomStatus(wrong);
            throw new InvalidOperationException($"{wrong}: keep the code of a version until its last instance has ended");
        }

        var input = ContinuedInput.Of(context.GetInput<JsonElement>());
        var output = await code.Run(new DurableContext(context, version, input), Wire.Bytes(input.Input));
        return Wire.Element(output);
    }

    // An instance without a stamp was started by hand.
    private string Newest(string name) =>
        registry.Orchestrations.Where(code => code.Name == name).Select(code => code.Version).Max(StringComparer.Ordinal) ?? "";
}
