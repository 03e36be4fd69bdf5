using System.Text;
using LeadDelivery.Simulator.Running;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>No consumer's data in histories, inputs and states, and none in the open in records.</summary>
internal static class Secrecy
{
    private static readonly byte[] Word = Encoding.UTF8.GetBytes(Marker.Word);

    public static IEnumerable<string> Check(WorldRun run) =>
        run.Workflows.Texts().Where(text => Holds(text.Data.Span)).Select(text => $"consumer data in the history of {text.InstanceId}")
            .Concat(run.Records.All().Where(row => Holds(row.Body.Span) || row.Row.Contains(Marker.Word, StringComparison.Ordinal))
                .Select(row => $"consumer data in the open in {row.Partition} {row.Row}"));

    private static bool Holds(ReadOnlySpan<byte> text) => text.IndexOf(Word) >= 0;
}
