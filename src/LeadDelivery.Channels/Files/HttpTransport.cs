using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;

namespace LeadDelivery.Channels.Files;

/// <summary>Files to an HTTP endpoint, under the guard, bounds and credentials that leads have. The request is held in memory.</summary>
public sealed class HttpTransport(
    IChannel channel, RequestBuilder requests, RequestAuthenticator authenticator, TimeProvider time, FileTransportOptions options)
    : IFileTransport
{
    private const string NothingToSee = "what an HTTP endpoint has taken cannot be looked at";

    /// <inheritdoc/>
    public bool Serves(Destination destination) => destination is HttpDestination;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var to = (HttpDestination)transfer.To;
        if (transfer.Length > options.MaxHttpBytes)
        {
            return new(TransferOutcome.Refused, $"{transfer.Length} bytes are too many for an HTTP upload, at most {options.MaxHttpBytes}");
        }

        var scope = new FileScope(transfer, time.GetUtcNow());
        var recipient = new Recipient
        {
            // No recipient's id holds a colon, so tokens of both are kept apart.
            Id = "batch:" + transfer.Batch,
            Name = transfer.Batch,
            Type = "http",
            Endpoint = to.Endpoint,
            Auth = to.Auth,
            Response = to.Response,
        };
        var built = requests.Build(recipient, scope, test: false, attempt: 1);
        if (built.Request is null)
        {
            return new(TransferOutcome.Refused, string.Join("; ", built.Problems));
        }

        OutboundRequest request;
        try
        {
            request = await WithFileAsync(built.Request, to, transfer, cancellation);
        }
        catch (IOException)
        {
            return new(TransferOutcome.Failed, "the stored file cannot be read, or is not of the length that was announced");
        }

        var reply = await SendAsync(request, scope, cancellation);
        return BulkReplyReader.Read(recipient, to.Rows, reply, scope);
    }

    /// <inheritdoc/>
    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) =>
        Task.FromResult(new FarFile(null, NothingToSee) { NeverKnown = true });

    /// <inheritdoc/>
    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) =>
        Task.FromResult(new FarListing([], NothingToSee));

    /// <inheritdoc/>
    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) =>
        Task.FromResult<string?>(NothingToSee);

    private async Task<ChannelReply> SendAsync(OutboundRequest request, FileScope scope, CancellationToken cancellation)
    {
        var authenticated = await authenticator.ApplyAsync(request, scope, cancellation);
        if (authenticated.Request is null)
        {
            return authenticated.Trouble!;
        }

        var reply = await channel.SendAsync(authenticated.Request, cancellation);
        return reply is { Category: SendCategory.Answered, Status: 401 }
            && await authenticator.RenewAsync(authenticated, request, scope, cancellation) is { } renewed
                ? renewed.Request is null ? renewed.Trouble! : await channel.SendAsync(renewed.Request, cancellation)
                : reply;
    }

    private static async Task<OutboundRequest> WithFileAsync(
        OutboundRequest request, HttpDestination to, FileTransfer transfer, CancellationToken cancellation)
    {
        var (head, tail, type) = Frame(to, transfer);
        var body = new byte[head.Length + transfer.Length + tail.Length];
        head.CopyTo(body, 0);
        tail.CopyTo(body, body.Length - tail.Length);
        await using (var content = await transfer.Open(cancellation))
        {
            await content.ReadExactlyAsync(body.AsMemory(head.Length, (int)transfer.Length), cancellation);
            if (content.ReadByte() >= 0)
            {
                throw new IOException("longer than announced");
            }
        }

        var headers = request.Headers.Any(header => header.Key.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase))
            ? request.Headers : request.Headers.Add(new("Idempotency-Key", transfer.Id));
        return request with { Body = body, ContentType = type ?? request.ContentType ?? transfer.ContentType, Headers = headers };
    }

    private static (byte[] Head, byte[] Tail, string? Type) Frame(HttpDestination to, FileTransfer transfer)
    {
        if (to.FormField is not { } field)
        {
            return ([], [], null);
        }

        // Of the file's own hash, so every try is the same to the byte and no file holds it but by intent.
        var boundary = "----LeadDelivery" + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{transfer.Id}/{transfer.Sha256}")).AsSpan(0, 16));
        var head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quoted(field)}\"; filename=\"{Quoted(transfer.Name)}\"\r\n"
            + $"Content-Type: {transfer.ContentType}\r\n\r\n";
        return (
            Encoding.UTF8.GetBytes(head), Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"), "multipart/form-data; boundary=" + boundary);
    }

    // As browsers do (WHATWG).
    private static string Quoted(string name) => name.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A");
}
