using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>What keeps a transfer from being prepared on this machine.</summary>
internal static class HereTrouble
{
    private const int NoSpaceLinux = 28;
    private const int DiskFullWindows = 0x70;

    public static TransferResult Of(Exception e) => new(
        TransferOutcome.Failed,
        (e.HResult & 0xffff) is NoSpaceLinux or DiskFullWindows ? "no room is left on the disk here"
        : e.Message.StartsWith("the stored file", StringComparison.Ordinal) ? e.Message
        : "the file cannot be prepared here");
}
