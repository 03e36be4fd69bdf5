using System.Text;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;
using Xunit.Abstractions;

namespace LeadDelivery.Simulator;

/// <summary>A simulator that never finds anything proves nothing: each of these puts one fault in and has it found.</summary>
public class PlantedFaultTests(ITestOutputHelper output)
{
    /// <summary>Worlds within which a fault has to be noticed: a tenth of a usual run.</summary>
    private const int Enough = 400;

    [Fact]
    public void The_simulator_notices_a_race_that_lets_two_win() => Notices(
        "members of one race", LeadWorkflows.Supersede.Name, (_, _, _, _) => Task.FromResult("true"u8.ToArray()));

    [Fact]
    public void The_simulator_notices_a_repeated_attempt_that_changes_its_key() => Notices(
        "which is no delivery to it", LeadWorkflows.AttemptDelivery.Name, (run, context, input, cancellation) =>
        {
            var json = JsonNode.Parse(input.Span)!;
            json["delivery"]!["number"] = (int)json["delivery"]!["number"]! + (context.MayBeRepeat ? 1000 : 0);
            return run(context, Encoding.UTF8.GetBytes(json.ToJsonString()), cancellation);
        });

    [Fact]
    public void The_simulator_notices_a_mark_before_sending_that_a_crash_loses() => Notices(
        "although an answer may have been lost", LeadWorkflows.AttemptDelivery.Name, (run, context, input, cancellation) =>
            run(new Forgetful(context), input, cancellation));

    [Fact]
    public void The_simulator_notices_a_stop_that_who_waits_beside_it_does_not_heed() => Notices(
        "may have taken it", LeadWorkflows.AttemptDelivery.Name, (run, context, input, cancellation) =>
            run(new Forgetful(context, isForgotten: write => write.Row.StartsWith("over/", StringComparison.Ordinal)), input, cancellation));

    [Fact]
    public void The_simulator_notices_an_outcome_that_is_not_recorded() => Notices(
        "has no outcome", LeadWorkflows.RecordOutcome.Name, (_, _, _, _) => Task.FromResult("true"u8.ToArray()));

    [Fact]
    public void The_simulator_notices_an_attempt_that_a_crash_makes_count_as_unsent() => Notices(
        "ends in the ledger", LeadWorkflows.AttemptDelivery.Name, (run, context, input, cancellation) => context.MayBeRepeat
            ? Task.FromResult("""{"outcome":"Skipped"}"""u8.ToArray())
            : run(context, input, cancellation));

    [Fact]
    public void The_simulator_notices_consumer_data_in_a_history() => Notices(
        "consumer data in the history", LeadWorkflows.AttemptDelivery.Name, async (run, context, input, cancellation) =>
        {
            var json = JsonNode.Parse(await run(context, input, cancellation))!;
            json["seen"] = Marker.Word;
            return Encoding.UTF8.GetBytes(json.ToJsonString());
        });

    [Theory]
    [InlineData("full")]
    [InlineData("too slow")]
    public void The_simulator_notices_a_queue_whose_end_nobody_heeds(string queue) => Notices(
        $"although its queue was {queue}", LeadWorkflows.AttemptDelivery.Name, (run, context, input, cancellation) =>
        {
            var json = JsonNode.Parse(input.Span)!;
            json["queued_at"] = 0;
            return run(new Forgetful(context, _ => false), Encoding.UTF8.GetBytes(json.ToJsonString()), cancellation);
        });

    [Fact]
    public void The_simulator_notices_leads_under_way_that_change_over_to_a_new_configuration() =>
        Notices("not deterministic", new Restless());

    private void Notices(string problem, string activity, Altered altered) => Notices(problem, new AlteredActivity(activity, altered));

    private void Notices(string problem, PlantedFaults faults)
    {
        for (var seed = 1; seed <= Enough; seed++)
        {
            var result = WorldRun.Run(WorldGenerator.Make(seed), faults);
            if (result.Problems.FirstOrDefault(found => found.Contains(problem, StringComparison.Ordinal)) is { } found)
            {
                output.WriteLine($"world {seed}: {found}");
                return;
            }
        }

        Assert.Fail($"Not noticed in {Enough} worlds.");
    }

    private delegate Task<byte[]> Altered(
        Func<IActivityContext, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]>> run, IActivityContext context, ReadOnlyMemory<byte> input,
        CancellationToken cancellation);

    private sealed class AlteredActivity(string name, Altered altered) : PlantedFaults
    {
        public override RegisteredActivity Alter(RegisteredActivity activity) => activity.Name != name ? activity : activity with
        {
            Run = (context, input, cancellation) => altered(activity.Run, context, input, cancellation),
        };
    }

    /// <summary>Has every lead on the configuration of now.</summary>
    private sealed class Restless : PlantedFaults
    {
        public override ICatalogs Wrap(ICatalogs catalogs) => new Newest(catalogs);

        private sealed class Newest(ICatalogs catalogs) : ICatalogs
        {
            public Catalog Current => catalogs.Current;

            public Catalog Version(string version) => catalogs.Current;
        }
    }

    /// <summary>Believes that a write is durable before it is, and loses some for good.</summary>
    private sealed class Forgetful(IActivityContext context, Func<RecordOperation, bool>? isForgotten = null) : IActivityContext
    {
        public string InstanceId => context.InstanceId;

        public int TaskId => context.TaskId;

        public bool MayBeRepeat => context.MayBeRepeat;

        public IRecordStore Records => context.Records;

        public void Write(RecordOperation operation)
        {
            if (isForgotten?.Invoke(operation) != true)
            {
                context.Write(operation);
            }
        }

        public ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation)
        {
            if (isForgotten is not null)
            {
                return context.WriteNowAsync(operation, cancellation);
            }

            context.Write(operation);
            return default;
        }

        public void WriteSoon(RecordOperation operation) => context.WriteSoon(operation);

        public void AfterCommit(Action action) => context.AfterCommit(action);
    }
}
