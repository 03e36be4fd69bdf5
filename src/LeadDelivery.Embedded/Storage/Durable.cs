using System.Runtime.InteropServices;

namespace LeadDelivery.Embedded.Storage;

/// <summary>Makes names of files durable: a file's fsync does not cover its entry in the folder.</summary>
internal static partial class Durable
{
    private const int ReadOnlyDirectory = 0;

    /// <summary>Flushes a folder, so that files created, renamed or removed in it stay so after a power loss. No-op on Windows.</summary>
    /// <exception cref="IOException">The folder could not be flushed.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, ReadOnlyDirectory);
        if (descriptor < 0)
            throw Error("open", folder);
        try
        {
            if (FSync(descriptor) != 0)
                throw Error("flush", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Error(string verb, string folder) =>
        new($"Cannot {verb} the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
