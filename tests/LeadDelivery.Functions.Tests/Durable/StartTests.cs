using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Functions.Durable;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>A start is several writes in several places: whatever dies in between, it is finished or it never was.</summary>
public sealed class StartTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly FakeStorage _storage = new();
    private int _left = int.MaxValue;
    private int _ran;

    [Fact]
    public async Task Worker_that_dies_at_any_write_leaves_a_start_that_is_finished_once()
    {
        for (var writes = 0; writes < 8; writes++)
        {
            var id = $"01{writes}";
            var hub = Hub();
            var client = Client(hub);
            _left = writes;
            var started = default(StartResult?);
            try
            {
                started = await client.StartAsync(Request(id), CancellationToken.None);
            }
            catch (IOException)
            {
                // The worker died; its source got no answer.
            }

            _left = int.MaxValue;
            _time.Advance(TimeSpan.FromMinutes(2));
            await client.FinishStartsAsync(CancellationToken.None);
            await client.FinishStartsAsync(CancellationToken.None);

            var wasStored = writes > 0;
            Assert.Equal(wasStored, hub.Knows(id));
            Assert.Equal(wasStored, await Records().GetAsync("lead/" + id, "lead", CancellationToken.None) is not null);
            Assert.Equal(wasStored, await Records().GetAsync("keys", id, CancellationToken.None) is not null);
            Assert.True(started is null or { Outcome: StartOutcome.Started });
            if (wasStored)
            {
                await hub.EndOf(id);
            }
        }

        Assert.Equal(7, _ran);
        Assert.Empty(await Left());
    }

    [Fact]
    public async Task Conflict_undoes_what_was_written_before_it()
    {
        var hub = Hub();
        var client = Client(hub);
        await Records().WriteAsync([RecordOperation.Insert("keys", "taken", "{\"of\":\"another\"}"u8.ToArray())], CancellationToken.None);

        var result = await client.StartAsync(Request("taken"), CancellationToken.None);

        Assert.Equal((StartOutcome.RecordConflict, 1), (result.Outcome, result.ConflictIndex));
        Assert.Null(await Records().GetAsync("lead/taken", "lead", CancellationToken.None));
        Assert.False(hub.Knows("taken"));
        Assert.Empty(await Left());
    }

    [Fact]
    public async Task Many_starts_under_one_id_are_one()
    {
        var hub = Hub();
        var client = Client(hub);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => client.StartAsync(Request("one"), CancellationToken.None).AsTask())));

        Assert.Single(results, result => result.Outcome == StartOutcome.Started);
        await hub.EndOf("one");
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task Instances_are_listed_newest_first_a_page_at_a_time_and_purged_when_they_are_old()
    {
        var hub = Hub();
        var client = Client(hub);
        foreach (var id in new[] { "03", "01", "05", "02", "04" })
        {
            await client.StartAsync(Request(id), CancellationToken.None);
            await hub.EndOf(id);
        }

        var first = await client.ListAsync(InstanceStatus.Completed, null, 2, CancellationToken.None);
        var second = await client.ListAsync(null, first[^1].InstanceId, 10, CancellationToken.None);

        Assert.Equal(["05", "04"], first.Select(state => state.InstanceId));
        Assert.Equal(["03", "02", "01"], second.Select(state => state.InstanceId));
        Assert.Equal(5, await client.PurgeAsync(_time.GetUtcNow(), CancellationToken.None));
        Assert.Null(await client.GetAsync("05", CancellationToken.None));
    }

    private TaskHub Hub() => new(
        _ =>
        {
            Interlocked.Increment(ref _ran);
            return Task.FromResult(default(JsonElement));
        },
        (_, _) => throw new InvalidOperationException("no activities"), DateTimeOffset.UnixEpoch);

    private DurableWorkflowClient Client(TaskHub hub) => new(() => hub, new FailingRecords(Records(), _ =>
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new IOException("the worker died");
        }
    }), _time);

    private TableRecordStore Records() => new(_storage.Table("records"), _storage.Container("values"), new TableRecordOptions(), _time);

    private async Task<List<Record>> Left()
    {
        var left = new List<Record>();
        foreach (var shard in Enumerable.Range(0, 8))
        {
            await foreach (var row in Records().QueryAsync(new($"starting/{shard}"), CancellationToken.None))
            {
                left.Add(row);
            }
        }

        return left;
    }

    private static StartRequest Request(string id) => new("DeliverLead", "1", id, "{}"u8.ToArray(),
    [
        RecordOperation.Insert("lead/" + id, "lead", System.Text.Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}")),
        RecordOperation.Insert("keys", id, System.Text.Encoding.UTF8.GetBytes($"{{\"of\":\"{id}\"}}")),
        RecordOperation.Upsert("hours", "12", "{}"u8.ToArray()),
        RecordOperation.Upsert("sums/" + id, "12", "{}"u8.ToArray()),
    ]);
}
