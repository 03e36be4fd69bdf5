using System.Globalization;
using System.Text;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Worlds;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>A row as the far side has it.</summary>
internal sealed record SeenRow(string Buyer, string Key, int Lead, string File, DateTimeOffset At)
{
    /// <summary>What the far side says of it was handed over.</summary>
    public bool Answered { get; set; }
}

/// <summary>Where files go: buyers who answer for each row once they have the file, over a network that breaks. It outlives every process.</summary>
internal sealed class FarSide(World world, VirtualClock clock) : IFileTransport
{
    /// <summary>Tries that go wrong at most for one file: far from where a batch gives up.</summary>
    private const int MostTrouble = 3;

    private readonly Dictionary<string, long> _files = [];
    private readonly Dictionary<string, int> _tries = [];

    /// <summary>Every row that has arrived, in order.</summary>
    public List<SeenRow> Rows { get; } = [];

    /// <inheritdoc/>
    public bool Serves(Destination destination) => true;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var buyer = world.Buyer(transfer.Batch);
        var nth = _tries[transfer.Name] = _tries.GetValueOrDefault(transfer.Name) + 1;
        using var content = new MemoryStream();
        await using (var open = await transfer.Open(cancellation))
        {
            open.CopyTo(content);
        }

        var trouble = nth <= MostTrouble ? Draw.Of(6, world.Seed, buyer.Id + " file", nth, transfer.Rows) : -1;
        await clock.PassAsync(TimeSpan.FromMilliseconds(1 + Draw.Of(2000, world.Seed, buyer.Id + " transfer", nth)));
        if (trouble == 0)
        {
            return new(TransferOutcome.Failed, "no connection");
        }

        var rows = Arrived(buyer, transfer, Encoding.UTF8.GetString(content.ToArray()));
        await clock.PassAsync(TimeSpan.FromMilliseconds(1 + Draw.Of(2000, world.Seed, buyer.Id + " answer", nth)));
        if (trouble == 1)
        {
            return new(TransferOutcome.Failed, "the connection broke");
        }

        foreach (var row in rows)
        {
            row.Answered = true;
        }

        return new(TransferOutcome.Confirmed) { Rows = [.. rows.Select((row, at) => Answer(buyer, row, at))] };
    }

    /// <inheritdoc/>
    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) =>
        Task.FromResult(new FarFile(_files.TryGetValue(name, out var length) ? length : null));

    /// <inheritdoc/>
    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) => Task.FromResult(new FarListing([]));

    /// <inheritdoc/>
    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) =>
        Task.FromResult<string?>("there is none");

    private List<SeenRow> Arrived(BuyerSpec buyer, FileTransfer transfer, string text)
    {
        _files[transfer.Name] = transfer.Length;
        var rows = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .Select(cells => new SeenRow(buyer.Id, cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), transfer.Name, clock.GetUtcNow()))
            .ToList();
        Rows.AddRange(rows);
        return rows;
    }

    private RowReply Answer(BuyerSpec buyer, SeenRow row, int at) => SimulatedBuyers.DecisionOf(world, buyer, row.Lead) switch
    {
        Decision.Accepts => new(null, at, Outcome.Success, null, $"{buyer.Id}-{row.Lead}", null),
        Decision.Has => new(null, at, Outcome.Duplicate, "known", null, null),
        _ => new(null, at, Outcome.Failure, $"no need of {Marker.Email(world, row.Lead)}", null, null),
    };
}
