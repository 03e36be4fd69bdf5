using System.Diagnostics;
using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>The servers of these tests, started once.</summary>
public sealed class FarServers : IAsyncLifetime
{
    public SshServer Ssh { get; private set; } = null!;

    public FtpServer Ftp { get; private set; } = null!;

    public async Task InitializeAsync() => (Ssh, Ftp) = (await SshServer.StartAsync(), await FtpServer.StartAsync());

    public Task DisposeAsync()
    {
        Ssh.Dispose();
        Ftp.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>SFTP against OpenSSH, FTP and FTPS against vsftpd.</summary>
public sealed class CurlServersTests(FarServers servers) : IClassFixture<FarServers>
{
    public static TheoryData<string> Kinds => ["sftp", "ftp", "explicit", "implicit"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_arrives_whole_under_any_name_and_can_be_listed_and_read(string kind)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        foreach (var name in FileBench.NastyNames)
        {
            var content = FileBench.Content(70_000, name.Length);
            FileBench.AssertConfirmed(await bench.SendAsync(to, name, content));
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(far, name)));
            Assert.Equal(content.Length, (await bench.Transports.LookAsync(to, name, default)).Length);
            Assert.Equal(content, await bench.ReadAsync(to, name));
        }

        Directory.CreateDirectory(Path.Combine(far, "folder"));
        var listing = await bench.Transports.ListAsync(to, default);
        Assert.Null(listing.Problem);
        Assert.Equal(FileBench.NastyNames.Order(), listing.Files.Select(file => file.Name).Order());
        Assert.All(listing.Files, file => Assert.Equal(70_000, file.Length));
        AssertOnly(far, FileBench.NastyNames);
        Directory.Delete(Path.Combine(far, "folder"));
        Assert.Equal(new FarFile(null), await bench.Transports.LookAsync(to, "never sent.csv", default));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Sending_again_confirms_the_same_file_and_never_touches_anothers(string kind)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        var content = FileBench.Content(5000);
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));

        // Of the same size, and of another.
        Assert.Equal(TransferOutcome.NameTaken, (await bench.SendAsync(to, "leads.csv", FileBench.Content(5000, 2), "01JD0000000000000000000002")).Outcome);
        Assert.Equal(TransferOutcome.NameTaken, (await bench.SendAsync(to, "leads.csv", FileBench.Content(9, 2), "01JD0000000000000000000002")).Outcome);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(far, "leads.csv")));
        AssertOnly(far, "leads.csv");
    }

    [Theory]
    [InlineData("sftp", 0)]
    [InlineData("sftp", 3000)]
    [InlineData("sftp", 4000)]
    [InlineData("ftp", 3000)]
    [InlineData("explicit", 4000)]
    public async Task A_part_that_an_earlier_try_left_is_resumed(string kind, int left)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        var content = FileBench.Content(4000);
        var transfer = FileBench.Transfer(to, "leads.csv", content);
        File.WriteAllBytes(Path.Combine(far, transfer.TemporaryName), content[..left]);
        FileBench.AssertConfirmed(await bench.Transports.SendAsync(transfer, default));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(far, "leads.csv")));
        AssertOnly(far, "leads.csv");
    }

    [Theory]
    [InlineData("sftp", 3000)]
    [InlineData("sftp", 4000)]
    [InlineData("sftp", 9000)]
    [InlineData("ftp", 3000)]
    [InlineData("ftp", 4000)]
    [InlineData("ftp", 9000)]
    public async Task A_part_that_is_not_of_this_file_is_replaced(string kind, int left)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        var content = FileBench.Content(4000);
        var transfer = FileBench.Transfer(to, "leads.csv", content);
        File.WriteAllBytes(Path.Combine(far, transfer.TemporaryName), FileBench.Content(left, 7));
        FileBench.AssertConfirmed(await bench.Transports.SendAsync(transfer, default));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(far, "leads.csv")));
        AssertOnly(far, "leads.csv");
    }

    // Through all stages: greeting, key exchange, login, looks, the file's bytes, the renaming.
    [Theory]
    [InlineData("sftp", "0 30 1500 3000 4200 5600 9000 13000 60000 150000 216000 218000 221000 225000 230000")]
    [InlineData("ftp", "0 10 40 90 150 250 400 9000 100000 200300 200500 200700 200800 200900 201000")]
    public async Task After_a_cut_anywhere_the_next_try_completes_exactly_one_file(string kind, string cuts)
    {
        foreach (var cut in cuts.Split(' ').Select(long.Parse))
        {
            await using var bench = new FileBench();
            var (direct, far) = Empty(kind);
            var content = FileBench.Content(200_000);
            using var proxy = new CuttingProxy(direct is SftpDestination sftp ? sftp.Port : ((FtpDestination)direct).Port, cut);
            Destination to = direct is SftpDestination s ? s with { Port = proxy.Port } : (FtpDestination)direct with { Port = proxy.Port };
            var first = await bench.SendAsync(to, "leads.csv", content);
            Assert.True(
                first.Outcome is TransferOutcome.Failed or TransferOutcome.Confirmed or TransferOutcome.Unconfirmed,
                $"cut after {cut}: {first.Outcome}, {first.Reason}");
            Assert.True(proxy.Cut || first.Outcome == TransferOutcome.Confirmed);
            proxy.Heal();
            var final = Path.Combine(far, "leads.csv");
            Assert.True(!File.Exists(final) || File.ReadAllBytes(final).AsSpan().SequenceEqual(content), $"cut after {cut}: a part has the final name");
            FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
            Assert.Equal(content, File.ReadAllBytes(final));
            AssertOnly(far, "leads.csv");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_missing_folder_is_refused(string kind)
    {
        await using var bench = new FileBench();
        var result = await bench.SendAsync(Below(Empty(kind).To, "missing/"), "leads.csv", FileBench.Content(50));
        Assert.Equal(TransferOutcome.Refused, result.Outcome);
        Assert.Contains("folder", result.Reason);
    }

    [Theory]
    [InlineData("sftp")]
    [InlineData("ftp")]
    public async Task A_read_only_folder_is_refused(string kind)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        var folder = Directory.CreateDirectory(Path.Combine(far, "ro")).FullName;
        using var disk = SmallDisk.TryMount(folder, readOnly: true);
        Destination readOnly = Below(to, "ro/");
        if (disk is null)
        {
            // Without the right to mount the server forbids it: permissions of folders do not bind root.
            using var ssh = await SshServer.StartAsync(readOnly: true);
            using var ftp = await FtpServer.StartAsync(readOnly: true);
            readOnly = kind == "sftp" ? ssh.Destination : ftp.Destination();
            Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(readOnly, "leads.csv", FileBench.Content(50))).Outcome);
            return;
        }

        Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(readOnly, "leads.csv", FileBench.Content(50))).Outcome);
    }

    [Theory]
    [InlineData("sftp")]
    [InlineData("ftp")]
    public async Task A_full_disk_there_fails_and_the_next_try_completes_once_there_is_room(string kind)
    {
        await using var bench = new FileBench();
        var (to, far) = Empty(kind);
        var folder = Path.Combine(far, "full");
        using var disk = SmallDisk.TryMount(folder);
        if (disk is null)
        {
            // Only a mount makes a disk of known size; without the right to mount a bound on files stands in, for all kinds.
            using var full = await SshServer.StartAsync(largestFile: 100);
            Assert.Equal(TransferOutcome.Failed, (await bench.SendAsync(full.Destination, "leads.csv", FileBench.Content(200_000))).Outcome);
            return;
        }

        File.WriteAllBytes(Path.Combine(folder, "ballast"), new byte[200_000]);
        var content = FileBench.Content(200_000);
        var result = await bench.SendAsync(Below(to, "full/"), "leads.csv", content);
        Assert.True(result.Outcome == TransferOutcome.Failed, $"{result.Outcome}: {result.Reason}");
        Assert.Contains("room", result.Reason);
        File.Delete(Path.Combine(folder, "ballast"));
        FileBench.AssertConfirmed(await bench.SendAsync(Below(to, "full/"), "leads.csv", content));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder, "leads.csv")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_is_down_fails(string kind)
    {
        await using var bench = new FileBench();
        var port = ServerProcess.FreePort();
        Destination to = Empty(kind).To is SftpDestination s ? s with { Port = port } : servers.Ftp.Destination(Tls(kind)) with { Port = port };
        Assert.Equal(new(TransferOutcome.Failed, "no connection"), await bench.SendAsync(to, "leads.csv", FileBench.Content(50)));
    }

    [Theory]
    [InlineData("sftp")]
    [InlineData("ftp")]
    [InlineData("implicit")]
    public async Task A_server_that_hangs_fails_in_bounded_time(string kind)
    {
        await using var bench = new FileBench(with: o => o with { Connect = TimeSpan.FromSeconds(1), Stall = TimeSpan.FromSeconds(1), Total = TimeSpan.FromSeconds(2) });
        await using var silent = NastyServer.Start(connection => connection.HoldAsync());
        var port = silent.Endpoint.Port;
        Destination to = Empty(kind).To is SftpDestination s ? s with { Port = port } : servers.Ftp.Destination(Tls(kind)) with { Port = port };
        var started = Stopwatch.GetTimestamp();
        var result = await bench.SendAsync(to, "leads.csv", FileBench.Content(50));
        Assert.Equal(TransferOutcome.Failed, result.Outcome);
        Assert.Contains("not finished in time", result.Reason, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Private_addresses_are_refused_where_they_are_not_allowed(string kind)
    {
        await using var bench = new FileBench(allowPrivate: false);
        var to = Empty(kind).To;
        var refused = new TransferResult(TransferOutcome.Refused, "address not allowed");
        Assert.Equal(refused, await bench.SendAsync(to, "leads.csv", FileBench.Content(50)));
        foreach (var name in new[] { "localhost", "127.1", "0x7f.0.0.1", "2130706433", "[::1]", "::ffff:127.0.0.1" })
        {
            Destination named = to is SftpDestination s ? s with { Host = name } : (FtpDestination)to with { Host = name };
            Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(named, "leads.csv", FileBench.Content(50))).Outcome);
        }
    }

    [Fact]
    public async Task A_host_is_known_by_any_of_its_keys_and_by_no_other()
    {
        await using var bench = new FileBench();
        var (to, far) = Empty("sftp");
        var ssh = (SftpDestination)to;
        FileBench.AssertConfirmed(await bench.SendAsync(ssh with { HostKey = servers.Ssh.OtherPin }, "a.csv", FileBench.Content(50)));
        var result = await bench.SendAsync(ssh with { HostKey = servers.Ssh.WrongPin }, "b.csv", FileBench.Content(50));
        Assert.Equal(TransferOutcome.Refused, result.Outcome);
        Assert.Contains("not the expected one", result.Reason);
        AssertOnly(far, "a.csv");
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_without_being_told()
    {
        await using var bench = new FileBench();
        var ssh = servers.Ssh.Destination;
        foreach (var wrong in new Destination[]
        {
            ssh with { Key = servers.Ssh.Stranger, Passphrase = null },
            ssh with { Passphrase = "wr0ng" },
            ssh with { Key = null, Passphrase = null, Password = "wr0ng" },
            servers.Ftp.Destination() with { Password = "wr0ng" },
            servers.Ftp.Destination(FtpTls.Explicit) with { Password = "wr0ng" },
        })
        {
            var result = await bench.SendAsync(wrong, "leads.csv", FileBench.Content(50));
            Assert.Equal(TransferOutcome.Refused, result.Outcome);
            Assert.Contains("login denied", result.Reason);
            FileBench.AssertSilent(result, "wr0ng", SshServer.Passphrase);
        }
    }

    [Theory]
    [InlineData(FtpTls.Explicit)]
    [InlineData(FtpTls.Implicit)]
    public async Task A_certificate_from_elsewhere_is_refused(FtpTls tls)
    {
        await using var bench = new FileBench();
        var result = await bench.SendAsync(servers.Ftp.Destination(tls) with { Authority = null }, "leads.csv", FileBench.Content(50));
        Assert.Equal(TransferOutcome.Refused, result.Outcome);
        Assert.Contains("not trusted", result.Reason);
    }

    [Fact]
    public async Task A_server_without_TLS_is_not_told_the_password()
    {
        await using var bench = new FileBench();
        var result = await bench.SendAsync(
            servers.Ftp.Destination(FtpTls.Explicit) with { Port = servers.Ftp.Destination().Port }, "leads.csv", FileBench.Content(50));
        Assert.Equal(new(TransferOutcome.Refused, "the server offers no TLS"), result);
    }

    [Theory]
    [InlineData("us:er", "pw")]
    [InlineData("user\nurl = \"file:///etc/passwd\"", "pw")]
    [InlineData("user", "pw\r\nproxy = \"http://x\"")]
    [InlineData("user", "pw\0")]
    public async Task What_cannot_be_said_in_one_line_is_refused(string user, string password)
    {
        await using var bench = new FileBench();
        Assert.Equal(
            TransferOutcome.Refused,
            (await bench.SendAsync(servers.Ftp.Destination() with { User = user, Password = password }, "leads.csv", FileBench.Content(50))).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a\\b")]
    [InlineData("a\nDELE b")]
    public async Task Names_that_are_more_than_names_are_refused(string name)
    {
        await using var bench = new FileBench();
        var to = servers.Ftp.Destination();
        Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(to, name, FileBench.Content(50))).Outcome);
        Assert.NotNull((await bench.Transports.LookAsync(to, name, default)).Problem);
        Assert.NotNull(await bench.Transports.ReadAsync(to, name, Stream.Null, default));
    }

    [Fact]
    public async Task A_full_disk_here_fails()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.TryMount(folder["small"]);
        if (disk is null)
        {
            // Without the right to mount, the system's own full device stands in.
            var thrown = Assert.Throws<IOException>(() =>
            {
                using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0);
                full.Write(new byte[10]);
            });
            Assert.Equal("no room is left on the disk", FolderTrouble.Of(thrown).Reason);
            return;
        }

        await using var bench = new FileBench(with: o => o with { TemporaryFolder = folder["small"] });
        Assert.Equal(
            new(TransferOutcome.Failed, "no room is left on the disk here"), await bench.SendAsync(Empty("sftp").To, "leads.csv", FileBench.Content(400_000)));
    }

    [Fact]
    public async Task While_it_runs_no_secret_is_on_its_command_line_or_in_its_environment()
    {
        await using var bench = new FileBench();
        await using var silent = NastyServer.Start(connection => connection.HoldAsync());
        var to = servers.Ftp.Destination() with { Port = silent.Endpoint.Port };
        using var stop = new CancellationTokenSource();
        var sending = bench.Transports.SendAsync(FileBench.Transfer(to, "leads.csv", FileBench.Content(50)), stop.Token);
        while (silent.Connections == 0)
        {
            await Task.Yield();
        }

        var curl = Process.GetProcessesByName("curl").Where(process => Parent(process.Id) == Environment.ProcessId).ToList();
        Assert.NotEmpty(curl);
        foreach (var process in curl)
        {
            Assert.Equal("curl\0--disable\0--config\0-\0", File.ReadAllText($"/proc/{process.Id}/cmdline"));
            var environment = File.ReadAllText($"/proc/{process.Id}/environ");
            Assert.DoesNotContain("s3 cr", environment);
            Assert.Equal(["HOME", "LC_ALL", "PATH"], environment.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('=')[0]).Order());
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static int Parent(int id) => int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[1]);

    private static void AssertOnly(string far, params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(far).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    private static FtpTls Tls(string kind) => kind switch { "explicit" => FtpTls.Explicit, "implicit" => FtpTls.Implicit, _ => FtpTls.None };

    private static Destination Below(Destination to, string path) =>
        to is SftpDestination s ? s with { Path = s.Path + path } : (FtpDestination)to with { Path = ((FtpDestination)to).Path + path };

    // A folder of the test's own on that server.
    private (Destination To, string Far) Empty(string kind)
    {
        var name = Guid.NewGuid().ToString("n") + " ü#";
        var far = Directory.CreateDirectory(Path.Combine(kind == "sftp" ? servers.Ssh.Far : servers.Ftp.Far, name)).FullName;
        return (Below(kind == "sftp" ? servers.Ssh.Destination : servers.Ftp.Destination(Tls(kind)), name + "/"), far);
    }
}
