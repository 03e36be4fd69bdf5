using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary><c>deliver: recipient</c></summary>
internal static class DeliverReader
{
    private static readonly Key<string> Recipient = Key.Of("deliver", ReferenceShape.Recipient, "The recipient's id.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "One delivery to one recipient, with its retries.",
        node => new Deliver { Path = node.Place.Path, When = node.Get(PlanShape.When), Recipient = node.Get(Recipient) },
        Recipient,
        PlanShape.When);
}
