using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Bench.Micro;

/// <summary>
/// One cap that everybody wants at once: a reservation and its end, without the commit that carries both beside the delivery's own writes.
/// </summary>
public class CapBench
{
    private const int Threads = 64;
    private const int Each = 50;

    private readonly CapBook _book = new(new NoRecords(), TimeProvider.System);
    private readonly LeadScope _scope = Sample.Scope();
    private readonly CapGate _gate;
    private readonly Recipient _recipient;
    private readonly Lead _lead;
    private int _round;

    public CapBench()
    {
        _gate = new(_book, new(new NoRecords(), TimeProvider.System));
        _recipient = Sample.Catalog.Recipients["buyer-0"] with
        {
            Caps =
            [
                new(
                    [
                        new(CapPeriod.Hourly, CapUnit.Leads, 1_000_000_000), new(CapPeriod.Daily, CapUnit.Leads, 1_000_000_000),
                        new(CapPeriod.Monthly, CapUnit.Money, 1_000_000_000_000),
                    ],
                    TimeZoneInfo.FindSystemTimeZoneById("America/New_York")),
            ],
        };
        _lead = new()
        {
            Id = "01JD0000000000000000000000",
            Source = "partner",
            Flow = "one",
            ReceivedAt = _scope.Now,
            Catalog = "v",
            Key = LeadKey.None,
            Fields = Core.Language.ValueObject.Empty,
        };
    }

    /// <summary>One after another.</summary>
    [Benchmark(Baseline = true)]
    public void Alone() => Deliver("k");

    /// <summary>64 at the same moment, per reservation. Target: under 0.2 ms.</summary>
    [Benchmark(OperationsPerInvoke = Threads * Each)]
    public void Contended()
    {
        var round = Interlocked.Increment(ref _round);
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (var number = 0; number < Each; number++)
            {
                Deliver($"{round}-{thread}-{number}");
            }
        })).ToImmutableArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private void Deliver(string key)
    {
        var call = new Call();
        var passage = new Passage(key, _recipient, _lead, _scope, 45m);
        if (!_gate.EnterAsync(call, passage, CancellationToken.None).AsTask().IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("a cap waits for nothing");
        }

        if (!_gate.LeaveAsync(call, new(key, _recipient.Id, Outcome.Failure), CancellationToken.None).AsTask().IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("nor does its end");
        }

        call.Commit();
    }

    private sealed class Call : IActivityContext
    {
        private readonly List<Action> _after = [];

        public string InstanceId => "i";

        public int TaskId => 1;

        public bool MayBeRepeat => false;

        public IRecordStore Records => throw new NotSupportedException();

        public void Write(RecordOperation operation)
        {
        }

        public ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) => throw new NotSupportedException();

        public void WriteSoon(RecordOperation operation) => throw new NotSupportedException();

        public void AfterCommit(Action action) => _after.Add(action);

        public void Commit() => _after.ForEach(action => action());
    }

    private sealed class NoRecords : IRecordStore
    {
        public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation) => default;

        public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation) => AsyncEnumerable.Empty<Record>();

        public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation) => new(-1);
    }
}
