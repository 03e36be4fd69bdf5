using System.Collections.Concurrent;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Prices;

/// <summary>
/// The most that recipients paid for one lead of late, of those whose replies name the price and whose money is limited: only so can their
/// limits be kept when many deliveries are under way. Lets everything pass. Of several workers each may know a dearer sale some seconds
/// later, the first one at once.
/// </summary>
public sealed class DearestSales(IRecordStore records, TimeProvider time, Sharing? sharing = null) : IGate
{
    private readonly bool _isShared = sharing is { IsShared: true };
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Reads what was paid before: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (_isShared)
        {
            return;
        }

        await foreach (var row in records.QueryAsync(new(DearestRecords.Partition), cancellation))
        {
            _known[row.Row] = new(DearestRecords.Read(row), default);
        }
    }

    /// <summary>What the sale is to be reserved for.</summary>
    /// <param name="atLeast">True where it may not be less than what was paid before, even where the recipient's own price is.</param>
    public async ValueTask<ExpectedPrice> OfAsync(Passage passage, bool atLeast, CancellationToken cancellation)
    {
        if (!passage.IsPriceOpen || (passage.Price is not null && !atLeast) || !passage.Recipient.LimitsMoney)
        {
            return new(passage.Price);
        }

        var most = (_isShared ? await ReadAsync(passage.Recipient.Id, cancellation) : Remembered(passage.Recipient.Id))?.Value;
        return passage.Price is { } own && !(most > own) ? new(own) : new(most, true);
    }

    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        if (departure is not { Outcome: Outcome.Success, Price: { } price, Configured: { NamesPrices: true, LimitsMoney: true } recipient })
        {
            return;
        }

        var before = _isShared ? await ReadAsync(recipient.Id, cancellation) : Remembered(recipient.Id);
        var now = time.GetUtcNow();

        // Known before its place is free again, and before it is durable: it was paid, whatever becomes of the record. Sales end side by side.
        var after = _known.AddOrUpdate(
            recipient.Id, _ => Paid(before), (_, known) => known with { Dearest = Paid(known.Dearest).Dearest }).Dearest!;
        if (after != before)
        {
            context.Write(DearestRecords.Write(recipient.Id, after));
        }

        Known Paid(Dearest? until) => new((until ?? new(Dearest.WeekOf(now), 0, 0)).With(price, now), now);
    }

    private Dearest? Remembered(string recipient) => _known.TryGetValue(recipient, out var known) ? known.Dearest : null;

    private async ValueTask<Dearest?> ReadAsync(string recipient, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        // Until a first sale is known leads go one at a time: each looks whether another worker's was it.
        if (!_known.TryGetValue(recipient, out var known) || known.Dearest is null || now - known.ReadAt >= sharing!.StandingFor)
        {
            var row = await records.GetAsync(DearestRecords.Partition, recipient, cancellation);
            _known[recipient] = known = new(row is null ? null : DearestRecords.Read(row), now);
        }

        return known.Dearest;
    }

    private sealed record Known(Dearest? Dearest, DateTimeOffset ReadAt);
}
