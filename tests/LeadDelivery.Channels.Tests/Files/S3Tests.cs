using System.Diagnostics;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>A store that checks signatures of version 4.</summary>
public sealed class S3Server : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server;

    public S3Server()
    {
        (_server, var port) = ServerProcess.StartScript("s3-server.mjs", _folder.Path);
        Destination = new()
        {
            Endpoint = new($"http://127.0.0.1:{port}"),
            Region = "eu-central-1",
            Bucket = "leads",
            Path = "in coming/",
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
        };
    }

    public S3Destination Destination { get; }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}

/// <summary>S3, against s3rver.</summary>
public sealed class S3Tests(S3Server server) : IClassFixture<S3Server>
{
    [Fact]
    public async Task A_file_arrives_whole_under_any_name_and_can_be_listed_and_read()
    {
        await using var bench = new FileBench();
        var to = Empty();
        foreach (var name in FileBench.NastyNames)
        {
            var content = FileBench.Content(70_000, name.Length);
            FileBench.AssertConfirmed(await bench.SendAsync(to, name, content));
            Assert.Equal(new FarFile(content.Length), await bench.Transports.LookAsync(to, name, default));
            Assert.Equal(content, await bench.ReadAsync(to, name));
        }

        var listing = await bench.Transports.ListAsync(to, default);
        Assert.Null(listing.Problem);
        Assert.Equal(FileBench.NastyNames.Order(StringComparer.Ordinal), listing.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(listing.Files, file => Assert.Equal(70_000, file.Length));
        Assert.Equal(new FarFile(null), await bench.Transports.LookAsync(to, "never sent.csv", default));
        Assert.NotNull(await bench.Transports.ReadAsync(to, "never sent.csv", Stream.Null, default));
    }

    [Fact]
    public async Task A_large_file_goes_in_parts()
    {
        await using var bench = new FileBench(with: o => o with { S3PartBytes = 5 * 1024 * 1024 });
        var to = Empty();
        var content = FileBench.Content((12 * 1024 * 1024) + 7);
        FileBench.AssertConfirmed(await bench.SendAsync(to, "large.csv", content));
        Assert.Equal(content, await bench.ReadAsync(to, "large.csv"));
        FileBench.AssertConfirmed(await bench.SendAsync(to, "large.csv", content));
    }

    [Fact]
    public async Task Sending_again_confirms_the_same_file_and_never_touches_anothers()
    {
        await using var bench = new FileBench();
        var to = Empty();
        var content = FileBench.Content(500);
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
        Assert.Equal(TransferOutcome.NameTaken, (await bench.SendAsync(to, "leads.csv", FileBench.Content(500, 2), "01JD0000000000000000000002")).Outcome);
        Assert.Equal(content, await bench.ReadAsync(to, "leads.csv"));
    }

    [Fact]
    public async Task After_a_cut_anywhere_the_next_try_completes()
    {
        await using var bench = new FileBench();
        var content = FileBench.Content(50_000);
        foreach (var cut in new long[] { 0, 100, 700, 1200, 5000, 30_000, 51_000, 51_700 })
        {
            var to = Empty();
            using var proxy = new CuttingProxy(to.Endpoint!.Port, cut);
            var through = to with { Endpoint = new($"http://127.0.0.1:{proxy.Port}") };
            var result = await bench.SendAsync(through, "leads.csv", content);
            Assert.True(
                result.Outcome is TransferOutcome.Failed or TransferOutcome.Confirmed or TransferOutcome.Unconfirmed, $"{cut}: {result}");
            proxy.Heal();
            FileBench.AssertConfirmed(await bench.SendAsync(through, "leads.csv", content));
            Assert.Equal(content, await bench.ReadAsync(to, "leads.csv"));
        }
    }

    [Fact]
    public async Task Wrong_keys_and_buckets_are_refused_without_being_told()
    {
        await using var bench = new FileBench();
        var denied = await bench.SendAsync(Empty() with { SecretKey = "wr0ng" }, "leads.csv", [1]);
        Assert.Equal(TransferOutcome.Refused, denied.Outcome);
        FileBench.AssertSilent(denied, "wr0ng");
        Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(Empty() with { AccessKey = "NOBODY" }, "leads.csv", [1])).Outcome);
        Assert.Equal(
            new(TransferOutcome.Refused, "the bucket does not exist"), await bench.SendAsync(Empty() with { Bucket = "missing" }, "leads.csv", [1]));
    }

    [Fact]
    public async Task Servers_that_are_down_hang_or_are_not_to_be_reached_are_told_apart()
    {
        await using var bench = new FileBench(with: o => o with { S3Request = TimeSpan.FromSeconds(1) });
        await using var guarded = new FileBench(allowPrivate: false);
        await using var silent = NastyServer.Start(connection => connection.HoldAsync());
        Assert.Equal(
            new(TransferOutcome.Failed, "no connection"),
            await bench.SendAsync(Empty() with { Endpoint = new($"http://127.0.0.1:{ServerProcess.FreePort()}") }, "leads.csv", [1]));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(
            TransferOutcome.Failed,
            (await bench.SendAsync(Empty() with { Endpoint = new($"http://127.0.0.1:{silent.Endpoint.Port}") }, "leads.csv", [1])).Outcome);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25));
        Assert.Equal(new(TransferOutcome.Refused, "address not allowed"), await guarded.SendAsync(Empty(), "leads.csv", [1]));
    }

    private S3Destination Empty() => server.Destination with { Path = Guid.NewGuid().ToString("n") + " ü#/" };
}
