using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>Files as attachments of mails, by the curl program. The server's word after the mail's last byte is all the confirmation that
/// there is; where it is lost, the mail may be on its way, and nobody can look.</summary>
internal sealed class MailTransport(CurlProgram curl, HostGuard hosts, FileTransportOptions options) : IFileTransport
{
    private const string NothingToSee = "nobody can look into the recipient's mailbox";

    /// <summary>The reply to DATA: from then on the mail's own bytes travel.</summary>
    private const int DataBegun = 354;

    public bool Serves(Destination destination) => destination is EmailDestination;

    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var to = (EmailDestination)transfer.To;
        if (transfer.Length > options.MaxMailBytes)
        {
            return new(TransferOutcome.Refused, $"{transfer.Length} bytes are too many for a mail, at most {options.MaxMailBytes}");
        }

        if (to.User?.Contains(':') == true)
        {
            return new(TransferOutcome.Refused, "a user name with a colon cannot be told to curl");
        }

        try
        {
            var (host, unreachable) = await hosts.FindAsync(to.Host, to.Port, cancellation);
            if (host is null)
            {
                return unreachable!;
            }

            var message = new MailMessage(to, transfer);
            if (message.Problem is { } problem)
            {
                return new(TransferOutcome.Refused, problem);
            }

            using var workspace = CurlWorkspace.Make(options);
            using var file = await workspace.SpoolAsync(transfer, cancellation);
            var config = curl.Begin(new(), $"{(to.Tls == MailTls.Implicit ? "smtps" : "smtp")}://{host.Authority}/{message.Domain}", host);
            if (to.Tls == MailTls.StartTls)
            {
                config.Set("ssl-reqd");
            }

            if (to.User is not null)
            {
                config.Set("user", $"{to.User}:{to.Password}");
            }

            if (to.Authority is not null)
            {
                config.Set("cacert", await workspace.WriteAsync(CurlTransport.AuthorityFile, to.Authority, cancellation));
            }

            message.Write(config, await workspace.WriteAsync("text", message.Text, cancellation), file.Path);
            return Result((await curl.RunAsync(config, workspace, null, cancellation))[0], transfer);
        }
        catch (CurlConfigException e)
        {
            return new(TransferOutcome.Refused, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HereTrouble.Of(e);
        }
    }

    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) =>
        Task.FromResult(new FarFile(null, NothingToSee) { NeverKnown = true });

    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) =>
        Task.FromResult(new FarListing([], NothingToSee));

    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) =>
        Task.FromResult<string?>(NothingToSee);

    private static TransferResult Result(CurlReport report, FileTransfer transfer)
    {
        if (report.Ok)
        {
            return new(TransferOutcome.Confirmed);
        }

        // The end of the mail cannot have left before all of its attachment has, as base64 in lines of 76.
        if (report.Reply == DataBegun)
        {
            var encoded = (transfer.Length + 2) / 3 * 4;
            return report.Uploaded < encoded + (encoded / 76 * 2)
                ? new(TransferOutcome.Failed, "the connection was cut, or the server hung, before the whole mail was sent")
                : new(TransferOutcome.Unconfirmed, "the whole mail was sent, and the server's reply did not come");
        }

        // Ended by us without a report, or a reply that is none.
        return report.Reply == 0 && report.Exit is 28 && report.Uploaded == 0 && report.Words.Length == 0
            ? new(TransferOutcome.Unconfirmed, "curl did not end in time")
            : report.Reply is >= 500 and < 600 && report.Exit is 8 or 55 or 56
                ? new(TransferOutcome.Refused, $"the server refused the mail ({report.Reply})")
            : report.Reply is >= 400 and < 500 && report.Exit is 8 or 55 or 56
                ? new(TransferOutcome.Failed, $"the server does not take the mail now ({report.Reply})")
            : CurlTrouble.Of(report);
    }
}
