using System.Globalization;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Bench.Parked;

/// <summary>One lead that is due soon.</summary>
/// <param name="Lead">Its id.</param>
/// <param name="At">When its window closes.</param>
internal readonly record struct DueLead(string Lead, DateTimeOffset At);

/// <summary>When leads are due by the engine's own timers: a line for each, in the order in which they are due.</summary>
internal static class DueFile
{
    private const string Count = "SELECT count(*) FROM timer";
    private const string Soon =
        "SELECT instance.key, timer.due FROM timer JOIN instance ON instance.id=timer.instance ORDER BY timer.due LIMIT ?1";

    /// <summary>Reads the timers of a folder that no host has open. The soonest of all are those that are measured.</summary>
    public static async Task WriteAsync(ParkedOptions options, CancellationToken cancellation)
    {
        using var folder = DataFolder.Open(options.Data);
        await using var database = Database.Open(folder, WorkflowEngine.Schema, new(), TimeProvider.System, NullLogger<Journal>.Instance);
        var parked = database.Read(session =>
        {
            var select = session.Statement(Count);
            return select.Step() ? select.Int64(0) : 0;
        });
        if (parked != options.Leads)
            throw new InvalidOperationException($"{parked} timers wait instead of {options.Leads}.");
        var soon = database.Read(session =>
        {
            var select = session.Statement(Soon);
            select.Bind(1, options.Steady + options.Burst);
            var lines = new List<string>();
            while (select.Step())
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{select.Text(0)}\t{select.Int64(1)}"));
            return lines;
        });
        await File.WriteAllLinesAsync(options.Due, soon, cancellation);
    }

    /// <summary>What <see cref="WriteAsync"/> wrote.</summary>
    public static List<DueLead> Read(string file) =>
    [
        .. File.ReadLines(file).Select(line => line.Split('\t'))
            .Select(parts => new DueLead(parts[0], new(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero))),
    ];
}
