using System.Runtime.InteropServices;
using System.Text;

namespace LeadDelivery.Channels.Files.Folders;

/// <summary>Names in a folder: given to one file only, and kept through a loss of power.</summary>
public static class FolderNames
{
    /// <summary>Gives a file its final name in the same folder, all at once; false where that name is taken, by whomever and however late.</summary>
    /// <remarks>On Unix <see cref="File.Move(string, string, bool)"/> looks and then renames over what came in between, so the system is asked
    /// to do both at once: by a rename that replaces nothing (Linux), by a second name where the file system has links (others), and
    /// only where it has neither by <see cref="File.Move(string, string, bool)"/>.</remarks>
    /// <exception cref="IOException">Not to be renamed, for another reason.</exception>
    public static bool Give(string part, string target)
    {
        if (!OperatingSystem.IsWindows())
        {
            var (from, to) = (Text(part), Text(target));
            if (Rename(from, to) is { } renamed)
            {
                return renamed;
            }

            if (Native.link(from, to) == 0)
            {
                File.Delete(part);
                return true;
            }
        }

        try
        {
            File.Move(part, target, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
    }

    /// <summary>Makes the names in a folder durable: a file's own flush does not cover its name. Network file systems that cannot flush a
    /// folder have written it through.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Native.open(Text(folder), 0);
        if (descriptor >= 0)
        {
            _ = Native.fsync(descriptor);
            _ = Native.close(descriptor);
        }
    }

    // Null where this system, C library or file system has no such rename.
    private static bool? Rename(byte[] from, byte[] to)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            return Native.renameat2(Native.CurrentFolder, from, Native.CurrentFolder, to, Native.NoReplace) == 0 ? true
                : Marshal.GetLastPInvokeError() == Native.Exists ? false
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Text(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static class Native
    {
        // AT_FDCWD, RENAME_NOREPLACE and EEXIST of Linux: fcntl.h, stdio.h, errno.h.
        public const int CurrentFolder = -100;
        public const uint NoReplace = 1;
        public const int Exists = 17;

#pragma warning disable IDE1006, SYSLIB1054 // libc's own names; blittable arguments need no generated code
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int renameat2(int fromFolder, byte[] from, int toFolder, byte[] to, uint flags);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int link(byte[] from, byte[] to);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int open(byte[] path, int flags);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int fsync(int descriptor);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int close(int descriptor);
#pragma warning restore IDE1006, SYSLIB1054
    }
}
