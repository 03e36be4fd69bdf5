using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary>The strategies by the key that names them in a plan. A new one is one file beside the others, its node and how it is read, and one line here.</summary>
internal static class PlanReaders
{
    public static IReadOnlyDictionary<string, ObjectShape<PlanNode>> All { get; } = new Dictionary<string, ObjectShape<PlanNode>>
    {
        ["deliver"] = DeliverReader.Shape,
        ["parallel"] = ParallelReader.Shape,
        ["waterfall"] = WaterfallReader.Shape,
        ["race"] = RaceReader.Shape,
        ["auction"] = AuctionReader.Shape,
        ["route"] = RouteReader.Shape,
        ["windows"] = WindowsReader.Shape,
        ["rotate"] = RotateReader.Shape,
    };
}
