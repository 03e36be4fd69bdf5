using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates;

/// <summary>All gates of recipients, in the order in which they are asked: what costs nothing first, what reserves last.</summary>
/// <param name="gates">Asked once per delivery, before its first attempt.</param>
/// <param name="attempts">Asked before every request.</param>
public sealed class RecipientGates(ImmutableArray<IGate> gates, ImmutableArray<IAttemptGate> attempts)
{
    /// <summary>What rotations by performance go by; nothing is known of anybody where not given.</summary>
    public IPerformance Performance { get; init; } = new Unknown();

    /// <summary>The first gate that would keep the delivery out, or null; changes nothing.</summary>
    public async ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation)
    {
        foreach (var gate in gates)
        {
            if (await gate.PeekAsync(records, passage, cancellation) is { } closed)
            {
                return closed;
            }
        }

        return null;
    }

    /// <summary>Lets a delivery through all gates, or through none: what the first gates reserved is given back.</summary>
    public async ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation)
    {
        for (var at = 0; at < gates.Length; at++)
        {
            if (await gates[at].EnterAsync(context, passage, cancellation) is { } closed)
            {
                for (var entered = at - 1; entered >= 0; entered--)
                {
                    await gates[entered].LeaveAsync(context, Refused(passage), cancellation);
                }

                return closed;
            }
        }

        return null;
    }

    /// <summary>The delivery has ended.</summary>
    public async ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        foreach (var gate in gates)
        {
            await gate.LeaveAsync(context, departure, cancellation);
        }
    }

    /// <summary>Asked before a request; null: send it, and tell <see cref="AfterAsync"/> how it ended.</summary>
    public ValueTask<Hold?> BeforeAsync(
        IActivityContext context, Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation)
    {
        // Not one async method: of gates that answer at once, asking allocates nothing.
        for (var at = 0; at < attempts.Length; at++)
        {
            var asked = attempts[at].BeforeAsync(passage, attempt, queued, cancellation);
            if (!asked.IsCompletedSuccessfully)
            {
                return OnAsync(at, asked, context, passage, attempt, queued, cancellation);
            }

            if (asked.Result is { } hold)
            {
                return HeldAsync(at, hold, context, passage);
            }
        }

        return default;
    }

    /// <summary>The request has ended; null: it was not sent after all.</summary>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report)
    {
        for (var at = 0; at < attempts.Length; at++)
        {
            var told = attempts[at].AfterAsync(context, passage, report);
            if (!told.IsCompletedSuccessfully)
            {
                return OnAsync(at, told, context, passage, report);
            }
        }

        return default;
    }

    private async ValueTask<Hold?> OnAsync(
        int at, ValueTask<Hold?> asked, IActivityContext context, Passage passage, int attempt, TimeSpan queued,
        CancellationToken cancellation)
    {
        while (true)
        {
            if (await asked is { } hold)
            {
                return await HeldAsync(at, hold, context, passage);
            }

            if (++at == attempts.Length)
            {
                return null;
            }

            asked = attempts[at].BeforeAsync(passage, attempt, queued, cancellation);
        }
    }

    // Those that let it go ahead are told that it does not.
    private async ValueTask<Hold?> HeldAsync(int by, Hold hold, IActivityContext context, Passage passage)
    {
        for (var before = by - 1; before >= 0; before--)
        {
            await attempts[before].AfterAsync(context, passage, null);
        }

        return hold;
    }

    private async ValueTask OnAsync(int at, ValueTask told, IActivityContext context, Passage passage, AttemptReport? report)
    {
        await told;
        while (++at < attempts.Length)
        {
            await attempts[at].AfterAsync(context, passage, report);
        }
    }

    private static Departure Refused(Passage passage) => new(passage.Key, passage.Recipient.Id, Outcome.Skipped) { Configured = passage.Recipient };

    private sealed class Unknown : IPerformance
    {
        public (decimal AcceptanceRate, TimeSpan Response, int Attempts)? Of(string recipientId) => null;
    }
}
