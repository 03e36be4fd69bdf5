using System.Security.Cryptography;
using LeadDelivery.Channels.Files;
using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Channels.Http;
using LeadDelivery.Channels.Tests.Http;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Every transport as the host composes them, in a folder of its own.</summary>
internal sealed class FileBench : IAsyncDisposable
{
    /// <summary>Names that quoting, URLs, shells and listings get wrong.</summary>
    public static readonly string[] NastyNames = ["plain.csv", "a b #1?x=%41&y;z.csv", "quo\"te's `$(id)`.csv", "Ünïcode 名前 🙂.csv", "-rf {a,b}[1-3]~.csv"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpChannel _tokens;
    private readonly RequestAuthenticator _authenticator;

    public FileBench(bool allowPrivate = true, Func<FileTransportOptions, FileTransportOptions>? with = null)
    {
        Options = new()
        {
            DataFolder = _folder["data"],
            TemporaryFolder = _folder["tmp"],
            Connect = TimeSpan.FromSeconds(10),
            Stall = TimeSpan.FromSeconds(10),
            Total = TimeSpan.FromSeconds(20),
            ResumeFrom = 1,
        };
        Options = with?.Invoke(Options) ?? Options;
        var guard = new AddressGuard(new() { AllowPrivateNetwork = allowPrivate });
        _tokens = HttpFixture.Channel(allowPrivate);
        _authenticator = new(_tokens, new MemoryRecordStore(), TimeProvider.System, new TokenOptions());
        Transports = new(
            Options, guard, new FolderDrops(_folder["drops"]), new RequestBuilder(new RequestBuilderOptions()), _authenticator, TimeProvider.System);
    }

    public FileTransportOptions Options { get; }

    public FileTransports Transports { get; }

    /// <summary>A transfer of these bytes from memory.</summary>
    public static FileTransfer Transfer(Destination to, string name, byte[] content, string id = "01JD0000000000000000000001") => new(
        to, id, name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), _ => Task.FromResult<Stream>(new MemoryStream(content)))
    {
        Batch = "daily",
        Rows = 3,
        Made = new(2026, 11, 21, 2, 0, 0, TimeSpan.FromHours(-6)),
        ContentType = "text/csv",
    };

    /// <summary>Bytes that look like nothing else.</summary>
    public static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public Task<TransferResult> SendAsync(Destination to, string name, byte[] content, string id = "01JD0000000000000000000001") =>
        Transports.SendAsync(Transfer(to, name, content, id), CancellationToken.None);

    public async Task<byte[]> ReadAsync(Destination from, string name)
    {
        using var bytes = new MemoryStream();
        Assert.Null(await Transports.ReadAsync(from, name, bytes, CancellationToken.None));
        return bytes.ToArray();
    }

    public static void AssertConfirmed(TransferResult result) =>
        Assert.True(result.Outcome == TransferOutcome.Confirmed, $"{result.Outcome}: {result.Reason}");

    /// <summary>No part of it tells these.</summary>
    public static void AssertSilent(TransferResult result, params string[] secrets) =>
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, result.Reason ?? ""));

    public async ValueTask DisposeAsync()
    {
        // Whatever became of the transfers, none leaves a key or a copy of its file.
        var left = Directory.Exists(Options.TemporaryFolder!) ? Directory.GetFileSystemEntries(Options.TemporaryFolder!) : [];
        Transports.Dispose();
        await _authenticator.DisposeAsync();
        _tokens.Dispose();
        _folder.Dispose();
        Assert.Empty(left);
    }
}
