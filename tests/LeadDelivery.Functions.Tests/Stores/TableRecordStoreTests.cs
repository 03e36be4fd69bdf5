using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class TableRecordStoreTests : RecordStoreContract
{
    private readonly FakeStorage storage = new();

    protected override IRecordStore Store => new TableRecordStore(
        storage.Table("records"), storage.Container("spill"), new TableRecordOptions(), TimeProvider.System);
}

/// <summary>The same with every body in a blob.</summary>
public sealed class SpillingRecordStoreTests : RecordStoreContract
{
    private readonly FakeStorage storage = new();

    protected override IRecordStore Store => new TableRecordStore(
        storage.Table("records"), storage.Container("spill"), new TableRecordOptions { LargestInRow = 0 }, TimeProvider.System);
}
