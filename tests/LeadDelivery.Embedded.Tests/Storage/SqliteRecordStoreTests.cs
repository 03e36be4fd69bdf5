using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class SqliteRecordStoreTests : RecordStoreContract, IAsyncLifetime
{
    private readonly TestDatabase database = TestDatabase.Create();

    protected override IRecordStore Store => new SqliteRecordStore(database.Database);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await database.DisposeAsync();
}
