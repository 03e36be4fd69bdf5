using Azure;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Testing;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class BlobConfigurationTests : IDisposable
{
    private readonly FakeStorage storage = new();
    private readonly MemoryRecordStore records = new();
    private readonly List<IDisposable> owned = [];

    public BlobConfigurationTests()
    {
        Container.Place("sources/partner.yaml", "name: Partner\nkey: partner-key-0001\nflows: [one]\n");
        Container.Place("flows/one.yaml", Flow("First"));
        Container.Place("recipients/buyer.yaml", "name: Buyer\ntype: http\nendpoint: { url: \"https://buyer.example/leads\" }\n");
        Container.Place("README.md", "Nothing of a configuration.");
        Container.Place("flows/.hidden.yaml", "x");
        Container.Place("flows/deeper/one.yaml", "x");
    }

    private FakeBlobContainer Container => storage.Container("configuration");

    public void Dispose() => owned.ForEach(one => one.Dispose());

    [Fact]
    public async Task Container_gives_the_version_that_a_folder_of_its_files_gives()
    {
        var files = await new BlobConfiguration(Container).ReadAsync(CancellationToken.None);

        Assert.Equal(["flows/one.yaml", "recipients/buyer.yaml", "sources/partner.yaml"], files.Items.Select(file => file.Path));
        Assert.Equal(ConfigurationFiles.Of(files.Items).Version, files.Version);
        Assert.Empty(files.Unreadable);
    }

    [Fact]
    public async Task Unchanged_container_costs_one_request_a_look_and_a_changed_file_one_more()
    {
        var configuration = new BlobConfiguration(Container);
        var before = await configuration.ReadAsync(CancellationToken.None);
        storage.Meter.Reset();

        Assert.Equal(before.Version, (await configuration.ReadAsync(CancellationToken.None)).Version);
        Assert.Equal(1, storage.Meter.Total);

        Container.Place("flows/one.yaml", Flow("Second"));
        Assert.NotEqual(before.Version, (await configuration.ReadAsync(CancellationToken.None)).Version);
        Assert.Equal(1, storage.Meter[StorageOperation.BlobRead]);
    }

    [Fact]
    public async Task File_that_changes_while_it_is_read_is_read_again_with_the_others()
    {
        Container.Pipeline.Refuse(1, 503, StorageOperation.BlobRead);
        Container.Pipeline.BeforeRepeat = () =>
        {
            Container.Pipeline.BeforeRepeat = null;
            Container.Place("flows/one.yaml", Flow("Second"));
        };

        var files = await new BlobConfiguration(Container).ReadAsync(CancellationToken.None);

        Assert.Contains("Second", files.Items[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, storage.Meter[StorageOperation.BlobListPage]);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_mistakes()
    {
        Container.Blobs.Put("flows/two.yaml", [0xff, 0xfe, 0xfd], null, null);
        Container.Blobs.Put("flows/three.yaml", new byte[ConfigurationFolder.MaxFileBytes + 1], null, null);

        var files = await new BlobConfiguration(Container).ReadAsync(CancellationToken.None);

        Assert.Equal(["flows/three.yaml", "flows/two.yaml"], files.Unreadable.Select(mistake => mistake.File).Order());
    }

    [Fact]
    public async Task Empty_container_is_a_mistake() => Assert.Single(
        (await new BlobConfiguration(storage.Container("empty")).ReadAsync(CancellationToken.None)).Unreadable);

    [Fact]
    public async Task Workers_adopt_one_version_and_keep_it_when_the_next_is_bad()
    {
        var workers = new[] { Worker(), Worker() };
        foreach (var worker in workers)
            await worker.LookTwiceAsync();
        Assert.Equal(workers[0].Holder.Current.Version, workers[1].Holder.Current.Version);
        Assert.Equal("First", workers[1].Holder.Current.Flows["one"].Name);

        Container.Place("flows/one.yaml", "name: Second\nplan:\n  waterfall: [nobody]\n");
        foreach (var worker in workers)
        {
            await worker.LookTwiceAsync();
            await worker.LookTwiceAsync();
            Assert.Equal("First", worker.Holder.Current.Flows["one"].Name);
            Assert.NotEmpty(Assert.Single(worker.Changes, change => !change.Mistakes.IsEmpty).Mistakes);
        }

        Container.Place("flows/one.yaml", Flow("Third"));
        await workers[0].LookTwiceAsync();
        Assert.Equal("Third", workers[0].Holder.Current.Flows["one"].Name);
    }

    [Fact]
    public async Task Container_out_of_reach_changes_nothing_and_is_told()
    {
        var worker = Worker();
        await worker.LookTwiceAsync();
        Container.Pipeline.Refuse(FakePipeline.Retries + 1, 503);

        await Assert.ThrowsAnyAsync<RequestFailedException>(() => worker.Watcher.LookAsync(CancellationToken.None));

        Assert.Equal("First", worker.Holder.Current.Flows["one"].Name);
    }

    private static string Flow(string name) => $"name: {name}\nplan:\n  waterfall: [buyer]\n";

    private Watched Worker()
    {
        var secrets = new VaultSecrets(null, new VaultSecretOptions(), TimeProvider.System);
        var holder = new CatalogHolder(
            new CatalogVersions(records, secrets), records, secrets, new UlidFactory(TimeProvider.System), TimeProvider.System);
        owned.Add(holder);
        var watcher = new CatalogWatcher(
            new BlobConfiguration(Container).ReadAsync, holder, TimeProvider.System, new CatalogWatchOptions());
        var changes = new List<CatalogChange>();
        watcher.Changed += changes.Add;
        return new(holder, watcher, changes);
    }

    private sealed record Watched(CatalogHolder Holder, CatalogWatcher Watcher, List<CatalogChange> Changes)
    {
        // A change counts once two looks read the same.
        public async Task LookTwiceAsync()
        {
            await Watcher.LookAsync(CancellationToken.None);
            await Watcher.LookAsync(CancellationToken.None);
        }
    }
}
