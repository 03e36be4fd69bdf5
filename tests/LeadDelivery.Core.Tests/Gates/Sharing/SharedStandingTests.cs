using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Circuits;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Circuits, pauses, the last hour and sightings over several workers.</summary>
public sealed class SharedStandingTests
{
    private const string Circuit = "circuit: { consecutive: 3, break: 5m }\n";

    [Fact]
    public async Task A_circuit_opened_by_one_worker_is_open_for_the_others_within_the_time_allowed()
    {
        var workers = new Workers(Circuit);
        await OpenAsync(workers, 0);
        workers.Time.Advance(Sharing.ManyWorkers.StandingFor);
        Assert.StartsWith("circuit open", (await workers[1].AskAsync("x"))!.Reason, StringComparison.Ordinal);
        await workers[0].Protection.Log.FlushAsync();
        Assert.Equal(["circuit_open"], workers.Raised);
    }

    [Fact]
    public async Task A_circuit_that_two_workers_open_is_opened_once()
    {
        var workers = new Workers(Circuit);
        await workers[1].AskAsync("early");
        await OpenAsync(workers, 0);
        await OpenAsync(workers, 1, "other");
        Assert.Equal(["circuit_open"], workers.Raised);
    }

    [Theory]
    [InlineData(Outcome.Success)]
    [InlineData(Outcome.Error)]
    public async Task Exactly_one_attempt_of_all_workers_is_the_probe(Outcome outcome)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var workers = new Workers(Circuit);
            await OpenAsync(workers, 0);
            workers.Time.Advance(TimeSpan.FromMinutes(5));
            var passed = new List<(int Worker, string Key)>();
            new Interleaving(seed).Run(Enumerable.Range(0, 12).Select(i => (Func<Task>)(async () =>
            {
                if (await workers[i % 3].AskAsync($"k{i}") is null)
                {
                    passed.Add((i % 3, $"k{i}"));
                }
            })));
            var probe = Assert.Single(passed);
            Assert.NotNull(await workers[(probe.Worker + 1) % 3].AskAsync("late"));
            await workers[probe.Worker].EndedAsync(probe.Key, outcome);
            workers.Time.Advance(Sharing.ManyWorkers.StandingFor);
            for (var worker = 0; worker < 3; worker++)
            {
                Assert.Equal(outcome == Outcome.Success, await workers[worker].AskAsync($"after{worker}") is null);
            }
        }
    }

    [Fact]
    public async Task A_probe_whose_worker_died_is_followed_by_another()
    {
        var workers = new Workers(Circuit);
        await OpenAsync(workers, 0);
        workers.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await workers[0].AskAsync("probe"));
        workers.Replace(0);
        Assert.NotNull(await workers[1].AskAsync("next"));
        Assert.Null(await workers[2].AskAsync("probe"));
        workers.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await workers[1].AskAsync("next"));
        await workers[1].EndedAsync("next", null);
        Assert.Null(await workers[0].AskAsync("third"));
    }

    [Fact]
    public async Task What_an_operator_forces_on_one_worker_holds_on_all()
    {
        var workers = new Workers(Circuit);
        await workers[0].Protection.Circuits.ForceAsync(workers.Recipient.Id, true, null, "op");
        Assert.Equal("circuit open: forced by op", (await workers[1].AskAsync("a"))!.Reason);
        await workers[2].Protection.Circuits.ForceAsync(workers.Recipient.Id, null, null, "op");
        workers.Time.Advance(Sharing.ManyWorkers.StandingFor);
        Assert.Null(await workers[1].AskAsync("a"));
        Assert.Equal(CircuitState.Closed, workers[1].Protection.Circuits.View(workers.Recipient.Id).State);
    }

    [Fact]
    public async Task A_pause_is_told_once_and_holds_on_all_workers_until_one_resumes_it()
    {
        var workers = new Workers("");
        Assert.Null(await workers[1].AskAsync("a"));
        await workers[0].EndedAsync("b", Outcome.Error, unauthorized: true);
        await workers[1].EndedAsync("a", Outcome.Error, unauthorized: true);
        Assert.Equal(["unauthorized"], workers.Raised);
        workers.Time.Advance(Sharing.ManyWorkers.StandingFor);
        Assert.Equal("paused: unauthorized", (await workers[2].AskAsync("c"))!.Reason);
        await workers[1].Protection.Pauses.ResumeAsync(workers.Recipient.Id, "op");
        workers.Time.Advance(Sharing.ManyWorkers.StandingFor);
        Assert.Null(await workers[2].AskAsync("c"));
        Assert.Null(await workers[0].AskAsync("c"));
    }

    [Fact]
    public async Task The_last_hour_counts_what_all_workers_have_attempted()
    {
        var workers = new Workers("");
        for (var worker = 0; worker < 3; worker++)
        {
            await workers[worker].EndedAsync("a", Outcome.Success);
            await workers[worker].EndedAsync("b", Outcome.Failure);
        }

        // A minute is written when the next begins.
        workers.Time.Advance(TimeSpan.FromMinutes(1));
        for (var worker = 0; worker < 3; worker++)
        {
            await workers[worker].EndedAsync("c", Outcome.Success);
        }

        await workers[0].Protection.RefreshAsync(CancellationToken.None);
        var view = workers[0].Protection.LastHour.View(workers.Recipient.Id);
        Assert.Equal((7, 4, 3), (view.Attempts, view.Successes, view.Failures));
    }

    [Fact]
    public async Task What_one_worker_has_sent_another_does_not_send_again()
    {
        var workers = new Workers("dedupe: { by: [phone_1], within: 90d }\n");
        var (first, second) = (workers.Passage("a", lead: "L1"), workers.Passage("b", lead: "L2"));
        Assert.Null(await workers[0].EnterAsync(first));
        Assert.StartsWith("duplicate of lead L1", await workers[1].EnterAsync(second), StringComparison.Ordinal);

        // Not sent after all: whoever ends it, the other is welcome.
        await workers[2].LeaveAsync(first, Outcome.Error, answered: false);
        Assert.Null(await workers[1].EnterAsync(second));
        await workers[0].LeaveAsync(second, Outcome.Failure);
        Assert.StartsWith("duplicate of lead L2", await workers[2].EnterAsync(first), StringComparison.Ordinal);
        Assert.DoesNotContain(workers.Records.All(), row => row.Partition == "seen");
    }

    [Fact]
    public void Of_many_leads_of_one_person_at_once_one_is_let_in()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var workers = new Workers("dedupe: { by: [phone_1], within: 90d }\n");
            var entered = 0;
            new Interleaving(seed).Run(Enumerable.Range(0, 9).Select(i => (Func<Task>)(async () =>
            {
                if (await workers[i % 3].EnterAsync(workers.Passage($"k{i}", lead: $"L{i}")) is null)
                {
                    entered++;
                }
            })));
            Assert.Equal(1, entered);
        }
    }

    [Fact]
    public async Task A_sighting_whose_worker_died_halfway_is_nobody_elses()
    {
        var workers = new Workers("dedupe: { by: [phone_1], within: 90d }\n");
        var (first, second) = (workers.Passage("a", lead: "L1"), workers.Passage("b", lead: "L2"));
        await workers[0].EnterAndDieAsync(first, partitions: 1);
        Assert.Null(await workers[1].EnterAsync(second));
        Assert.StartsWith("duplicate of lead L2", await workers[2].EnterAsync(first), StringComparison.Ordinal);
        Assert.StartsWith("duplicate of lead L2", await workers[2].EnterAsync(workers.Passage("c", lead: "L3")), StringComparison.Ordinal);
    }

    private static async Task OpenAsync(Workers workers, int worker, string keys = "k")
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await workers[worker].AskAsync($"{keys}{i}"));
            await workers[worker].EndedAsync($"{keys}{i}", Outcome.Error);
        }
    }
}
