using System.Diagnostics;

namespace LeadDelivery.Tests.Shared;

/// <summary>A file system in memory of 256 KB, mounted under a folder of a test. Only root may mount, in most containers not even root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Page = 4096;

    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <summary>Mounts it; null where that is not permitted.</summary>
    public static SmallDisk? TryMount(string path, bool readOnly = false)
    {
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", readOnly ? "size=256k,ro" : "size=256k,mode=777", "tmpfs", path) ? new(path) : null;
    }

    /// <summary>Fills it, but for some pages of 4 KB.</summary>
    public void Fill(int but)
    {
        using var file = new FileStream(Path.Combine(_path, "filling"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
            {
                file.Write(new byte[Page]);
            }
        }
        catch (IOException)
        {
            file.SetLength(file.Length - (but * Page));
        }
    }

    public void Dispose() => Run("umount", "--lazy", _path);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
