using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>What keeps a transfer from being prepared on this machine.</summary>
internal static class HereTrouble
{
    public static TransferResult Of(Exception e) => new(
        TransferOutcome.Failed,
        FullDisk.Is(e) ? FullDisk.Here
        : e.Message.StartsWith("the stored file", StringComparison.Ordinal) ? e.Message
        : "the file cannot be prepared here");
}
