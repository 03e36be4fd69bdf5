using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Configuration;

public sealed class VersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryRecordStore _records = new();
    private readonly FakeSecrets _secrets = new(("K", "partner-key-0001"));
    // One clock for all starts: two processes never begin in the same millisecond, as tests do.
    private readonly UlidFactory _ids = new(TimeProvider.System);
    private readonly CatalogHolder _holder;

    public VersionTests() => _holder = Restarted();

    public void Dispose()
    {
        _holder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_in_force_before_the_first_adoption()
    {
        Assert.Same(Catalog.Empty, _holder.Current);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Task.FromResult(_holder.Version("never")));
    }

    [Fact]
    public async Task A_version_that_is_no_longer_in_force_stays_at_hand()
    {
        var first = (await _holder.AdoptAsync(Files("First"), "ann", default)).Catalog!;
        var second = (await _holder.AdoptAsync(Files("Second"), "ann", default)).Catalog!;

        Assert.Same(second, _holder.Current);
        Assert.Same(first, _holder.Version(first.Version));
    }

    [Fact]
    public async Task A_version_is_found_again_after_a_restart()
    {
        var first = (await _holder.AdoptAsync(Files("First"), "ann", default)).Catalog!;
        await _holder.AdoptAsync(Files("Second"), "ann", default);

        using var onDemand = Restarted();
        Assert.Equal("First", onDemand.Version(first.Version).Flows["one"].Name);

        var versions = new CatalogVersions(_records, _secrets);
        Assert.Null(versions.TryGet(first.Version));
        await versions.PreloadAsync(default);
        Assert.Equal("First", versions.TryGet(first.Version)!.Flows["one"].Name);
    }

    [Fact]
    public async Task A_version_whose_secret_is_gone_says_so()
    {
        var first = (await _holder.AdoptAsync(Files("First"), "ann", default)).Catalog!;
        var versions = new CatalogVersions(_records, new FakeSecrets());

        await versions.PreloadAsync(default);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => versions.GetAsync(first.Version, default).AsTask());

        Assert.Contains("the secret K is not defined", error.Message);
        Assert.Null(await versions.GetAsync("never", default));
    }

    [Fact]
    public async Task Each_change_is_recorded_with_who_and_from_where_to_where()
    {
        var first = (await _holder.AdoptAsync(Files("First"), "ann", default)).Catalog!;
        await _holder.AdoptAsync(Files("First"), "bob", default);
        using var later = Restarted();
        var second = (await later.AdoptAsync(Files("Second"), "start", default)).Catalog!;

        var operations = _records.All().Where(r => r.Partition == CatalogHolder.OperationsPartition).Select(r => JsonDocument.Parse(r.Body).RootElement).ToList();
        Assert.Equal(
            [("ann", null, first.Version), ("start", first.Version, second.Version)],
            operations.Select(o => (o.GetProperty("who").GetString(), o.GetProperty("from").GetString(), o.GetProperty("to").GetString())));
        Assert.All(operations, o => Assert.Equal("configuration", o.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Files_with_mistakes_change_nothing()
    {
        var first = (await _holder.AdoptAsync(Files("First"), "ann", default)).Catalog!;
        var rows = _records.All().Count;

        var result = await _holder.AdoptAsync(ConfigurationFiles.Of(("flows/one.yaml", "plan: nobody\n")), "ann", default);

        Assert.NotEmpty(result.Mistakes);
        Assert.Same(first, _holder.Current);
        Assert.Equal(rows, _records.All().Count);
    }

    [Fact]
    public async Task The_stored_version_holds_no_secret()
    {
        await _holder.AdoptAsync(Files("First"), "ann", default);

        Assert.All(_records.All(), r => Assert.DoesNotContain("partner-key-0001", System.Text.Encoding.UTF8.GetString(r.Body.Span)));
    }

    [Fact]
    public async Task The_watcher_takes_a_change_after_two_equal_looks()
    {
        Write(Files("First"));
        await _holder.AdoptAsync(ConfigurationFolder.Read(_folder.Path), "start", default);
        var (watcher, changes) = Watching();

        await watcher.LookAsync(default);
        Write(Files("Half"));
        await watcher.LookAsync(default);
        Write(Files("Whole"));
        await watcher.LookAsync(default);
        Assert.Equal("First", _holder.Current.Flows["one"].Name);

        await watcher.LookAsync(default);
        await watcher.LookAsync(default);

        Assert.Equal("Whole", _holder.Current.Flows["one"].Name);
        Assert.Empty(Assert.Single(changes).Mistakes);
    }

    [Fact]
    public async Task The_watcher_keeps_the_last_good_version_and_reports_a_bad_one_once()
    {
        Write(Files("First"));
        await _holder.AdoptAsync(ConfigurationFolder.Read(_folder.Path), "start", default);
        var good = _holder.Current;
        var (watcher, changes) = Watching();

        File.WriteAllText(_folder["flows/one.yaml"], "name: Broken\nplan: nobody\n");
        for (var look = 0; look < 4; look++)
        {
            await watcher.LookAsync(default);
        }

        Assert.Same(good, _holder.Current);
        Assert.Equal("flows/one.yaml:2", Assert.Single(Assert.Single(changes).Mistakes).ToString()[..16]);

        Write(Files("Mended"));
        await watcher.LookAsync(default);
        await watcher.LookAsync(default);
        Assert.Equal("Mended", _holder.Current.Flows["one"].Name);
        Assert.Equal(2, changes.Count);
    }

    [Fact]
    public async Task The_watcher_keeps_the_last_good_version_when_the_folder_is_gone()
    {
        Write(Files("First"));
        await _holder.AdoptAsync(ConfigurationFolder.Read(_folder.Path), "start", default);
        var (watcher, changes) = Watching();

        Directory.Move(_folder["flows"], _folder["away"]);
        Directory.Move(_folder["recipients"], _folder["away2"]);
        Directory.Move(_folder["sources"], _folder["away3"]);
        await watcher.LookAsync(default);
        await watcher.LookAsync(default);

        Assert.Equal("First", _holder.Current.Flows["one"].Name);
        Assert.Contains("no configuration found", Assert.Single(Assert.Single(changes).Mistakes).Message);
    }

    [Fact]
    public async Task The_watcher_looks_by_itself_until_it_is_cancelled()
    {
        Write(Files("First"));
        await _holder.AdoptAsync(ConfigurationFolder.Read(_folder.Path), "start", default);
        var watcher = new CatalogWatcher(_folder.Path, _holder, TimeProvider.System, new CatalogWatchOptions { Interval = TimeSpan.FromMilliseconds(1) });
        var changed = new TaskCompletionSource<CatalogChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Changed += changed.SetResult;
        using var stop = new CancellationTokenSource();
        var run = watcher.RunAsync(stop.Token);

        Write(Files("Second"));
        Assert.Empty((await changed.Task.WaitAsync(TimeSpan.FromSeconds(30))).Mistakes);
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("Second", _holder.Current.Flows["one"].Name);
    }

    private static ConfigurationFiles Files(string name) => ConfigurationFiles.Of(
        ("sources/partner.yaml", "key: ${K}\n"), ("flows/one.yaml", $"name: {name}\nplan: ok\n"), ("recipients/ok.yaml", Loading.Recipient));

    private CatalogHolder Restarted() =>
        new(new CatalogVersions(_records, _secrets), _records, _secrets, _ids, TimeProvider.System);

    private (CatalogWatcher Watcher, List<CatalogChange> Changes) Watching()
    {
        var changes = new List<CatalogChange>();
        var watcher = new CatalogWatcher(_folder.Path, _holder, TimeProvider.System, new CatalogWatchOptions());
        watcher.Changed += changes.Add;
        return (watcher, changes);
    }

    // As editors do: beside the file, then in its place, so that no look reads half of it.
    private void Write(ConfigurationFiles files)
    {
        foreach (var file in files.Items)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file.Path])!);
            File.WriteAllText(_folder[file.Path] + ".new", file.Text);
            File.Move(_folder[file.Path] + ".new", _folder[file.Path], overwrite: true);
        }
    }
}
