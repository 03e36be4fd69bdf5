using LeadDelivery.Channels.Files.Curl;
using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;

namespace LeadDelivery.Channels.Files;

/// <summary>Every transport as one: each destination goes to the one that serves it.</summary>
public sealed class FileTransports : IFileTransport, IDisposable
{
    private readonly IReadOnlyList<IFileTransport> _transports;
    private readonly HttpChannel? _channel;

    /// <summary>These transports.</summary>
    public FileTransports(params IReadOnlyList<IFileTransport> transports) => _transports = transports;

    /// <summary>All that there are.</summary>
    /// <param name="options">Their bounds.</param>
    /// <param name="guard">What network destinations may resolve to.</param>
    /// <param name="drops">The host's blobs, or folders that stand for them.</param>
    /// <param name="requests">Builds the URL and headers of HTTP uploads.</param>
    /// <param name="authenticator">Proves who sends them.</param>
    /// <param name="time">The clock of signatures and bounds.</param>
    public FileTransports(
        FileTransportOptions options, AddressGuard guard, IDropStore drops, RequestBuilder requests, RequestAuthenticator authenticator,
        TimeProvider time)
    {
        var curl = new CurlProgram(options);
        var hosts = new HostGuard(guard);
        _channel = new(new HttpChannelOptions { MaxReplyBytes = options.MaxHttpReplyBytes }, guard, time);
        _transports =
        [
            new FolderTransport(options),
            new BlobTransport(drops),
            new CurlTransport(curl, hosts, options),
            new MailTransport(curl, hosts, options),
            new S3Transport(guard, options),
            new HttpTransport(_channel, requests, authenticator, time, options),
        ];
    }

    /// <inheritdoc/>
    public bool Serves(Destination destination) => Of(destination) is not null;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return FarNames.Problem(transfer) is { } problem ? new(TransferOutcome.Refused, problem)
            : Of(transfer.To) is { } transport ? await transport.SendAsync(transfer, cancellation)
            : new(TransferOutcome.Refused, NotServed(transfer.To));
    }

    /// <inheritdoc/>
    public async Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return FarNames.Problem(name) is { } problem ? new(null, problem)
            : Of(destination) is { } transport ? await transport.LookAsync(destination, name, cancellation)
            : new(null, NotServed(destination));
    }

    /// <inheritdoc/>
    public async Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Of(destination) is { } transport ? await transport.ListAsync(destination, cancellation) : new([], NotServed(destination));
    }

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return FarNames.Problem(name)
            ?? (Of(destination) is { } transport ? await transport.ReadAsync(destination, name, to, cancellation) : NotServed(destination));
    }

    /// <inheritdoc/>
    public void Dispose() => _channel?.Dispose();

    private IFileTransport? Of(Destination destination) => _transports.FirstOrDefault(transport => transport.Serves(destination));

    private static string NotServed(Destination destination) => $"nothing here brings files to {destination.Type}";
}
