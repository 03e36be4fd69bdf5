#if AZURE_PACKAGES
using System.Security.Cryptography;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

/// <summary>The contract over the real client and the emulator.</summary>
public sealed class AzuriteRecordStoreTests(Azurite azurite) : RecordStoreContract, IClassFixture<Azurite>, IAsyncLifetime
{
    protected override IRecordStore Store => new TableRecordStore(
        azurite.Clients.Table("records"), azurite.Clients.Container("spill"), new TableRecordOptions(), TimeProvider.System);

    public async Task InitializeAsync()
    {
        await azurite.Clients.Table("records").CreateIfNotExistsAsync();
        await azurite.Clients.Container("spill").CreateIfNotExistsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Large_bodies_and_unusual_keys_are_read_back()
    {
        var partition = "p/" + Guid.NewGuid() + "/ä?#\\ '%";
        var body = RandomNumberGenerator.GetBytes(600 << 10);

        Assert.Equal(-1, await Write(
            RecordOperation.Insert(partition, "row/~ä\u0001", body), RecordOperation.Insert(partition, "b", new byte[500 << 10])));

        Assert.Equal(body, (await Store.GetAsync(partition, "row/~ä\u0001", CancellationToken.None))!.Body.ToArray());
        var rows = await Store.QueryAsync(new RecordQuery(partition), CancellationToken.None).ToListAsync();
        Assert.Equal(["b", "row/~ä\u0001"], rows.Select(row => row.Row));
    }
}

/// <summary>The same for files.</summary>
public sealed class AzuriteFileStoreTests(Azurite azurite) : FileStoreContract, IClassFixture<Azurite>, IAsyncLifetime
{
    protected override IFileStore Store => new BlobFileStore(
        azurite.Clients.Container("files"), azurite.Clients.Links(TimeProvider.System), new BlobFileOptions { BlockSize = 64 << 10 });

    public Task InitializeAsync() => azurite.Clients.Container("files").CreateIfNotExistsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Link_gives_the_file()
    {
        await Store.PutAsync("links/a b.csv", new MemoryStream([1, 2, 3]), CancellationToken.None);
        using var http = new HttpClient();
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(Store.Link("links/a b.csv", DateTimeOffset.UtcNow.AddMinutes(5))));
    }
}

/// <summary>Lead keys over the real client and the emulator.</summary>
public sealed class AzuriteKeyTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Fact]
    public async Task Lead_key_is_found_and_erased()
    {
        var table = azurite.Clients.Table("leadkeys");
        await table.CreateIfNotExistsAsync();
        var wrapping = RandomNumberGenerator.GetBytes(32);
        var keys = new TableLeadKeys(table, wrapping, new LeadKeyBlockOptions { SlotsPerBlock = 2 }, TimeProvider.System);
        var other = new TableLeadKeys(table, wrapping, new LeadKeyBlockOptions(), TimeProvider.System);
        var (first, second) = (keys.Allocate(), keys.Allocate());

        Assert.Equal(first.Secret.ToArray(), other.Find(first.Id)!.Value.Secret.ToArray());
        Assert.True(other.Erase(first.Id));
        Assert.Null(other.Find(first.Id));
        Assert.True(keys.Erase(second.Id));
        Assert.False(other.Erase(second.Id));
    }
}
#endif
