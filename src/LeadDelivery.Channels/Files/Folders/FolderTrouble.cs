using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Channels.Files.Folders;

/// <summary>What an exception of a file system means for a transfer, without its path.</summary>
public static class FolderTrouble
{
    private const int ReadOnlyLinux = 30;

    /// <summary>Of a file that was to be written.</summary>
    public static TransferResult Of(IOException e) => (e.HResult & 0xffff) switch
    {
        _ when e is FileNotFoundException or DirectoryNotFoundException => new(TransferOutcome.Refused, "the folder does not exist"),
        _ when FullDisk.Is(e) => new(TransferOutcome.Failed, "no room is left on the disk"),
        ReadOnlyLinux => new(TransferOutcome.Refused, "the folder is read-only"),
        _ => new(TransferOutcome.Failed, "the folder cannot be written to: " + Words(e)),
    };

    /// <summary>Of a file that was to be read.</summary>
    public static string Reading(Exception e) => e switch
    {
        FileNotFoundException => "the file does not exist",
        DirectoryNotFoundException => "the folder does not exist",
        UnauthorizedAccessException => "it may not be read",
        _ when FullDisk.Is(e) => FullDisk.Here,
        _ => "it cannot be read: " + Words(e),
    };

    // The system's words end with the path: "No space left on device : '/mnt/…'".
    private static string Words(Exception e)
    {
        var end = e.Message.AsSpan().IndexOfAny('\'', '"');
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd(' ', ':', '.');
    }
}
