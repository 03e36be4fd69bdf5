using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>What curl's exit codes mean for a transfer. The words are ours: a server's may hold what it was told.</summary>
internal static class CurlTrouble
{
    private const string Hangs = "not finished in time: the server hangs or is too slow";

    /// <summary>The result in place of success.</summary>
    public static TransferResult Of(CurlReport report) => report.Exit switch
    {
        CurlReport.NoProgram => Refused("the program curl is not installed"),
        CurlReport.NoRoomHere => Failed("the file cannot be written here"),
        1 or 4 => Refused("curl is built without this protocol"),
        2 when report.Words.Contains("ssh", StringComparison.OrdinalIgnoreCase) =>
            Failed("the SSH connection was cut, or server and curl have no algorithm in common"),
        2 => Refused("curl does not take its options: 7.80 or later is needed"),
        5 or 6 => Failed("the host's name is not found"),
        7 => Failed("no connection"),
        8 => Failed("the server's reply makes no sense"),
        9 => Refused("the folder does not exist, or may not be entered or written to"),
        12 or 13 or 14 or 30 => Failed("the server opens no connection for the data"),
        17 or 19 or 78 => Refused("the folder or file does not exist"),
        25 when IsFull(report) => Failed("no room is left on the far side"),
        25 => Refused($"the server does not take the file{Code(report)}"),
        18 or 52 or 55 or 56 when IsFull(report) => Failed("no room is left on the far side"),
        18 or 52 or 55 or 56 when report.Words.Contains("time", StringComparison.OrdinalIgnoreCase) => Failed(Hangs),
        18 or 52 or 55 or 56 => Failed("the connection was cut, or no room is left on the far side"),
        21 => Refused($"the server refused a command{Code(report)}"),
        26 => Failed("the file cannot be read here"),
        28 => Failed(Hangs),
        35 when report.Words.Contains("time", StringComparison.OrdinalIgnoreCase) => Failed(Hangs),
        35 => Failed("TLS handshake failed"),
        51 or 60 or 83 or 90 => Refused("the server is not the expected one: its key or certificate is not trusted"),
        58 or 77 or 82 => Refused("the certificate authority or key given for it cannot be read"),
        64 => Refused("the server offers no TLS"),
        67 => Refused($"login denied{Code(report)}"),
        70 => Failed("no room is left on the far side"),

        // libssh2's -31: the server has answered, with an error of the protocol.
        79 when report.Uploaded == 0 && report.Words.EndsWith("/-31)", StringComparison.Ordinal) =>
            Refused("the server lets no file be made in the folder"),
        79 when report.Uploaded > 0 => Failed("the connection was cut, or no room is left on the far side"),
        _ => Failed($"the transfer failed (curl {report.Exit})"),
    };

    private static bool IsFull(CurlReport report) => report.Reply is 452 or 552;

    private static string Code(CurlReport report) => report.Reply > 0 ? $" ({report.Reply})" : "";

    private static TransferResult Failed(string reason) => new(TransferOutcome.Failed, reason);

    private static TransferResult Refused(string reason) => new(TransferOutcome.Refused, reason);
}
