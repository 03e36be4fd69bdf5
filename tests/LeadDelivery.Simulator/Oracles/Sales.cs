using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>What is recorded as sold was taken, what was taken is recorded, and the money is right.</summary>
internal static class Sales
{
    public static IEnumerable<string> Check(WorldRun run, LeadBook book)
    {
        foreach (var delivery in book.Deliveries.Where(delivery => run.World.Buyer(delivery.Recipient).Kind == BuyerKind.Http))
        {
            var what = $"lead {book.Spec.Number} at {delivery.Recipient}";
            var requests = book.Of(delivery).ToList();
            var taken = requests.Any(request => request.Taken);
            var sold = delivery.Outcome is Outcome.Success or Outcome.Queued or Outcome.Superseded;
            if (sold && !taken)
            {
                yield return $"{what} is recorded as {delivery.Outcome}, but the buyer never took it";
            }

            if (taken && !sold && !MayGoUnrecorded(run, book, delivery, run.World.Buyer(delivery.Recipient), requests))
            {
                yield return $"{what} was taken and is recorded as {delivery.Outcome} ({delivery.Reason})";
            }

            var price = delivery.Outcome == Outcome.Success ? Price(run.World, run.World.Buyer(delivery.Recipient), requests) : null;
            if (delivery.Price != price)
            {
                yield return $"{what} is recorded at {delivery.Price}, the buyer pays {price}";
            }
        }

        var sum = book.Deliveries.Where(delivery => !delivery.Also && delivery.Outcome == Outcome.Success).Sum(delivery => delivery.Price) ?? 0;
        if ((book.Summary.Price ?? 0) != sum)
        {
            yield return $"lead {book.Spec.Number} is recorded at {book.Summary.Price}, its sales bring {sum}";
        }
    }

    // Where the reply names no price, what was bid is paid.
    private static decimal? Price(World world, BuyerSpec buyer, List<SeenRequest> requests) => requests.Any(request => request.PingId.Length > 0)
        && !buyer.QuotesPrice ? SimulatedBuyers.BidOf(world, buyer, requests[0].Lead) : buyer.Price;

    // Taken and never said so, in words that the product can read: an answer that was lost and not repeated, or a lie.
    private static bool MayGoUnrecorded(WorldRun run, LeadBook book, DeliveryLine delivery, BuyerSpec buyer, IReadOnlyList<SeenRequest> requests)
    {
        var last = requests.GroupBy(request => request.Attempt).MaxBy(attempt => attempt.Key)!.ToList();
        return requests.Any(request => request.Taken && request.Trouble is not null)
            || requests.Any(request => request is { Taken: true, Reply: not null and not { Category: SendCategory.Answered } })
            || (requests.Any(request => request is { Taken: true, Reply: null }) && (buyer.Stops || last.Any(request => request.Trouble is not null)))
            // It answered a process that died before it could record the answer, and the attempt after that one met trouble.
            // Of an erased lead nothing is left to be sent again.
            || (run.Crashed.Count > 0 && (book.IsErased || buyer.Stops || delivery.MayHaveBeenSent || last[^1].Trouble is not null));
    }
}
