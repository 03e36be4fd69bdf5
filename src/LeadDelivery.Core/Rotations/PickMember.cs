using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Rotations;

/// <summary>Says in which order the members of a rotation are tried: by its turns, and who cannot take the lead now last.</summary>
internal sealed class PickMember(ICatalogs catalogs, LeadVault vault, RecipientGates gates, RotationMemory memory, TimeProvider time)
{
    /// <summary>The longest path that is kept as it is: Azure takes keys of 512 characters, with the flow's id.</summary>
    private const int LongestPath = 200;

    private readonly RecipientPerformance _performance = new(gates.Performance);

    /// <summary>Runs it. A test lead takes nobody's turn.</summary>
    public async Task<PickOutput> RunAsync(IActivityContext context, PickInput input, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(input.Catalog);
        var rotate = (Rotate)catalog.Flows[input.Flow].Nodes[input.Node];
        if (await vault.FindAsync(context.Records, input.Lead, cancellation) is not { } lead)
        {
            return new([.. Enumerable.Range(0, rotate.Members.Length)]);
        }

        var isOpen = new bool[rotate.Members.Length];
        for (var member = 0; member < isOpen.Length; member++)
        {
            isOpen[member] = await IsOpenAsync(context, catalog, lead, rotate.Members[member].Node, cancellation);
        }

        var order = rotate.By switch
        {
            RotateBy.Weight => WeightedOrder.Of($"{lead.Id}/{input.Flow}/{input.Node}", [.. rotate.Members.Select(member => member.Weight)]),
            RotateBy.Performance => ByPerformance(rotate),
            _ => await ByTurnAsync(context, rotate, input, isOpen, lead.Test, cancellation),
        };
        return new([.. order.Where(member => isOpen[member]), .. order.Where(member => !isOpen[member])]);
    }

    // Open where any of its offers could be made now; a recipient's backup speaks for it.
    private async ValueTask<bool> IsOpenAsync(
        IActivityContext context, Catalog catalog, Lead lead, PlanNode member, CancellationToken cancellation)
    {
        var scope = Scope(catalog, lead, null);
        if (member.When?.Holds(scope) == false)
        {
            return false;
        }

        foreach (var offer in member.Offers)
        {
            for (var at = offer.Recipient; at is not null; at = catalog.Recipients[at].Backup)
            {
                var recipient = catalog.Recipients[at];
                var its = Scope(catalog, lead, recipient);
                var closed = recipient.When?.Holds(its) == false
                    ? new Closed("rule")
                    : await gates.PeekAsync(
                        context.Records,
                        new("", recipient, lead, its, recipient.ExpectedPrice(its)) { IsPriceOpen = recipient.NamesPrices },
                        cancellation);
                if (closed is null)
                {
                    return true;
                }

                if (!closed.Technical)
                {
                    break;
                }
            }
        }

        return false;
    }

    private LeadScope Scope(Catalog catalog, Lead lead, Recipient? recipient) =>
        new(lead, catalog.Sources.GetValueOrDefault(lead.Source), catalog.Flows.GetValueOrDefault(lead.Flow), time.GetUtcNow())
        {
            Recipient = recipient,
        };

    private int[] ByPerformance(Rotate rotate)
    {
        var scores = rotate.Members
            .Select(member => member.Node.Offers.Select(offer => _performance.Score(offer.Recipient)).DefaultIfEmpty(0).Max())
            .ToArray();
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(member => scores[member])];
    }

    private async ValueTask<int[]> ByTurnAsync(
        IActivityContext context, Rotate rotate, PickInput input, bool[] isOpen, bool isTest, CancellationToken cancellation)
    {
        var rotation = Rotation(input);
        var turns = await memory.OfAsync(context.Records, rotation, cancellation);
        string[] members = [.. rotate.Members.Select(Name)];
        var order = rotate.By == RotateBy.RoundRobin ? turns.RoundRobin(members) : turns.LeastRecent(members);
        var next = Array.Find(order, member => isOpen[member]);
        if (!isTest && isOpen[next])
        {
            RotationMemory.Store(context, rotation, turns.Take(members[next], members, out var turn));
            context.IfRefused(() => turns.GiveBack(members[next], turn));
        }

        return order;
    }

    // Paths of nodes deep in a plan are longer than keys of a store may be.
    private static string Rotation(PickInput input) =>
        $"{input.Flow}/{(input.Node.Length <= LongestPath ? input.Node : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.Node))))}";

    // By whom it delivers to: stays the same when the file's order changes.
    private static string Name(RotateMember member) => string.Join('+', member.Node.Offers.Select(offer => offer.Recipient));
}
