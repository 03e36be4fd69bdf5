using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Simulator.Running;

/// <summary>Faults put into the product on purpose, to see that they are found. None of them by itself.</summary>
internal class PlantedFaults
{
    public static PlantedFaults None { get; } = new();

    public virtual ICatalogs Wrap(ICatalogs catalogs) => catalogs;

    public virtual RecipientGates Wrap(RecipientGates gates) => gates;

    public virtual RegisteredActivity Alter(RegisteredActivity activity) => activity;
}
