using System.Collections.Immutable;
using System.Globalization;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Alerts;

/// <summary>Which alerts are asked for.</summary>
public sealed record AlertFilter
{
    /// <summary>Not before; null: 30 days before <see cref="To"/>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before; null: until now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of one recipient; null for all.</summary>
    public string? Recipient { get; init; }

    /// <summary>Of one kind; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Most of a page. Default 50, as with leads.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A page of alerts, newest first.</summary>
/// <param name="Next">The cursor of the next page; null after the last.</param>
public sealed record AlertPage(ImmutableArray<Alert> Alerts, string? Next);

/// <summary>Lists alerts newest first, day by day.</summary>
public sealed class AlertList(IRecordStore records, TimeProvider time)
{
    /// <summary>How far back is looked where nothing is asked for: 30 days.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <summary>Days looked at for one page, 400: a little more than a year.</summary>
    public const int MaxDays = 400;

    // Before it there was no such product.
    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A page. Throws <see cref="FormatException"/> for a cursor that is none.</summary>
    public async ValueTask<AlertPage> PageAsync(AlertFilter filter, CancellationToken cancellation)
    {
        if (filter.Cursor is { } cursor && UlidFactory.TimeOf(cursor) is null)
        {
            throw new FormatException("not a cursor of this list");
        }

        // A day more, for a clock that was set back since.
        var newest = Earlier(time.GetUtcNow().AddDays(1), filter.To ?? DateTimeOffset.MaxValue);
        var from = Later(filter.From ?? Later(newest, First + Usual) - Usual, First);
        var last = filter.Cursor is null ? newest : Earlier(newest, UlidFactory.TimeOf(filter.Cursor)!.Value);
        var to = filter.To ?? DateTimeOffset.MaxValue;
        var alerts = ImmutableArray.CreateBuilder<Alert>();
        for (var (day, days) = (last.UtcDateTime.Date, 0); day >= from.UtcDateTime.Date && days < MaxDays; (day, days) = (day.AddDays(-1), days + 1))
        {
            var partition = AlertBook.PartitionPrefix + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            await foreach (var row in records.QueryAsync(new(partition, null, filter.Cursor, Descending: true), cancellation))
            {
                var alert = Read(row);
                if (!Passes(filter, alert) || alert.At < from || alert.At >= to)
                {
                    continue;
                }

                if (alerts.Count == filter.Limit)
                {
                    return new(alerts.ToImmutable(), alerts[^1].Id);
                }

                alerts.Add(alert);
            }
        }

        return new(alerts.ToImmutable(), null);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static bool Passes(AlertFilter filter, Alert alert) =>
        (filter.Recipient is null || filter.Recipient == alert.Recipient) && (filter.Kind is null || filter.Kind == alert.Kind);

    private static Alert Read(Record row)
    {
        var body = ValueJson.Parse(row.Body.Span);
        return new(
            row.Row, DateTimeOffset.FromUnixTimeMilliseconds((long)body.Member("at").AsNumber), body.Member("kind").AsText,
            Text(body.Member("recipient")), Text(body.Member("lead")), body.Member("message").AsText);

        static string? Text(Value value) => value.IsNull ? null : value.AsText;
    }
}
