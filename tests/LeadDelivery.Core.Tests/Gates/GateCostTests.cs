using System.Diagnostics;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using static LeadDelivery.Core.Tests.Gates.OneProcess;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Every request passes the gates, so those that are not configured must cost nothing that shows.</summary>
public sealed class GateCostTests
{
    private const int Rounds = 200_000;

    /// <summary>An optimised build takes a tenth of a microsecond; this one may be neither optimised nor alone on the machine.</summary>
    private const double MostNanoseconds = 5000;

    [Fact]
    public void An_unconfigured_recipient_allocates_nothing_and_next_to_no_time()
    {
        var buyer = new ProtectedRecipient();
        var gates = new RecipientGates(buyer.Protection.Gates, buyer.Protection.AttemptGates);
        var passage = buyer.Passage("k", test: false);
        var report = new AttemptReport(
            SendCategory.Answered, new Verdict { Outcome = Outcome.Success }, TimeSpan.FromMilliseconds(100), buyer.Time.GetUtcNow());
        Run(gates, passage, report);

        // Others take the processor meanwhile: the best of some runs is the code's own time.
        var best = double.MaxValue;
        var allocated = long.MaxValue;
        for (var run = 0; run < 10; run++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            Run(gates, passage, report);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / Rounds);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }

        Assert.Equal(0, allocated);
        Assert.True(best < MostNanoseconds, $"{best:0} ns");
    }

    private static void Run(RecipientGates gates, Passage passage, AttemptReport report)
    {
        for (var i = 0; i < Rounds; i++)
        {
            _ = AtOnce(gates.BeforeAsync(null!, passage, 1, TimeSpan.Zero, CancellationToken.None));
            AtOnce(gates.AfterAsync(null!, passage, report));
        }
    }
}
