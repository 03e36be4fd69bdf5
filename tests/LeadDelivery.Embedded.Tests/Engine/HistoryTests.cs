using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow.Writes;
using LeadDelivery.Embedded.Engine;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>The stored form of histories, and the merging of record writes.</summary>
public sealed class HistoryTests
{
    [Fact]
    public void Every_history_is_read_back_as_it_was_written() =>
        Prop.ForAll(Events(), events =>
        {
            var read = new List<HistoryEvent>();
            HistoryCodec.Decode(HistoryCodec.Encode(events), read);
            return events.Count == read.Count && events.Zip(read).All(pair => Same(pair.First, pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_history_cut_short_is_refused_or_shorter_and_never_anything_else() =>
        Prop.ForAll(Events(), ArbMap.Default.ArbFor<byte>(), (events, cut) =>
        {
            var body = HistoryCodec.Encode(events);
            var read = new List<HistoryEvent>();
            try
            {
                HistoryCodec.Decode(body.AsMemory(0, Math.Max(0, body.Length - 1 - cut % body.Length)), read);
            }
            catch (FormatException)
            {
                return true;
            }
            return read.Count < events.Count && read.Zip(events).All(pair => Same(pair.First, pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merged_writes_leave_what_the_writes_one_by_one_leave() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Action, int Row, int Body, bool Stale)[]>(), steps =>
        {
            // Rows 0 and 1 are there, row 2 is not. Conditions name the row as last seen, or a version long gone.
            var start = new Dictionary<string, string> { ["0"] = "old", ["1"] = "old" };
            var model = new Dictionary<string, string>(start);
            var pending = new PendingRecords();
            foreach (var step in steps)
            {
                var row = ((uint)step.Row % 3).ToString();
                var tag = step.Stale ? "gone" : pending.TryGet("p", row, out var record) ? record?.ETag ?? "none" : "1";
                var body = Encoding.UTF8.GetBytes($"{step.Body}");
                var operation = ((uint)step.Action % 5) switch
                {
                    0 => RecordOperation.Insert("p", row, body),
                    1 => RecordOperation.Replace("p", row, body, tag),
                    2 => RecordOperation.Upsert("p", row, body),
                    3 => RecordOperation.Delete("p", row, tag),
                    _ => RecordOperation.Delete("p", row),
                };
                var holds = operation.Action switch
                {
                    RecordAction.Insert => !model.ContainsKey(row),
                    RecordAction.Replace => model.ContainsKey(row) && !step.Stale,
                    RecordAction.Delete when operation.ETag is not null => model.ContainsKey(row) && !step.Stale,
                    _ => true,
                };
                pending.Add(operation, "owner");
                if (!holds)
                    return pending.Conflict || Apply(start, pending) is null;
                if (operation.Action == RecordAction.Delete)
                    model.Remove(row);
                else
                    model[row] = Encoding.UTF8.GetString(body);
            }
            return !pending.Conflict && Apply(start, pending) is { } applied && applied.OrderBy(item => item.Key).SequenceEqual(model.OrderBy(item => item.Key));
        }).QuickCheckThrowOnFailure();

    /// <summary>What a store makes of the merged writes; null where a condition does not hold.</summary>
    private static Dictionary<string, string>? Apply(Dictionary<string, string> start, PendingRecords pending)
    {
        var rows = new Dictionary<string, string>(start);
        foreach (var item in pending.Operations)
        {
            var there = rows.ContainsKey(item.Row);
            if ((item.Action == RecordAction.Insert && there) || (item.ETag is not null && (!there || item.ETag != "1")))
                return null;
            if (item.Action == RecordAction.Delete)
                rows.Remove(item.Row);
            else
                rows[item.Row] = Encoding.UTF8.GetString(item.Body.Span);
        }
        return rows;
    }

    private static bool Same(HistoryEvent one, HistoryEvent other) =>
        (one with { Data = default }) == (other with { Data = default }) && one.Data.Span.SequenceEqual(other.Data.Span);

    private static Arbitrary<List<HistoryEvent>> Events()
    {
        var text = ArbMap.Default.GeneratorFor<string?>().Where(value => value is null || value.All(char.IsAscii) || value.Length == 0);
        var input = from kind in Gen.Elements(HistoryKind.Started, HistoryKind.TaskCompleted, HistoryKind.TaskFailed, HistoryKind.TimerFired)
                    from task in Gen.Choose(0, int.MaxValue)
                    from at in ArbMap.Default.GeneratorFor<long>()
                    from name in text
                    from more in text
                    from data in ArbMap.Default.GeneratorFor<byte[]>()
                    select HistoryEvent.Input(kind, task, at, name, more, data);
        var decision = from kind in Gen.Elements(HistoryKind.ActivityScheduled, HistoryKind.TimerCreated, HistoryKind.Completed)
                       from task in Gen.Choose(0, 1000)
                       from name in text
                       from digest in ArbMap.Default.GeneratorFor<ulong>()
                       select new HistoryEvent(kind, task, 0, name, null, default, digest);
        return Gen.ListOf(Gen.OneOf(input, decision)).Select(items => items.ToList()).ToArbitrary();
    }
}
