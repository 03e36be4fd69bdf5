using LeadDelivery.Simulator.Running;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>The deliveries are those that the plan asks for.</summary>
internal static class PlanWalks
{
    public static IEnumerable<string> Check(WorldRun run, LeadBook book) => [];
}
