using System.Text;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

/// <summary>A record store on an account in memory, with what tests look at.</summary>
internal sealed class TableRecords
{
    public TableRecords(TableRecordOptions? options = null)
    {
        Storage = new FakeStorage(Time);
        Store = new TableRecordStore(Table, Spill, options ?? new TableRecordOptions(), Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeStorage Storage { get; }

    public TableRecordStore Store { get; }

    public FakeTableClient Table => Storage.Table("records");

    public FakeBlobContainer Spill => Storage.Container("spill");

    public StorageMeter Meter => Storage.Meter;

    public static ReadOnlyMemory<byte> Body(string text) => Encoding.UTF8.GetBytes(text);

    public static ReadOnlyMemory<byte> Body(int length) => new byte[length];

    public Task<int> Write(params RecordOperation[] operations) => Store.WriteAsync(operations, CancellationToken.None).AsTask();

    public Task<Record?> Get(string partition, string row) => Store.GetAsync(partition, row, CancellationToken.None).AsTask();

    public async Task<string?> Text(string partition, string row) =>
        await Get(partition, row) is { } record ? Encoding.UTF8.GetString(record.Body.Span) : null;
}
