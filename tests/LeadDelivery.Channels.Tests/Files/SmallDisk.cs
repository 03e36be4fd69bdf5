namespace LeadDelivery.Channels.Tests.Files;

/// <summary>A file system in memory of 256 KB, mounted under a folder of a test. Only root may mount, in most containers not even root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <summary>Mounts it; null where that is not permitted.</summary>
    public static SmallDisk? TryMount(string path, bool readOnly = false)
    {
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", readOnly ? "size=256k,ro" : "size=256k,mode=777", "tmpfs", path) ? new(path) : null;
    }

    public void Dispose() => Run("umount", "--lazy", _path);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
