using System.Text;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>A private folder for one transfer: curl's home, keys, the file where it lies nowhere else. Removed with it; what a killed
/// process left is removed by later ones.</summary>
internal sealed class CurlWorkspace : IDisposable
{
    private const string Prefix = "leaddelivery-transfer-";
    private const int BufferBytes = 128 * 1024;

    private CurlWorkspace(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">No room.</exception>
    public static CurlWorkspace Make(FileTransportOptions options)
    {
        var parent = options.TemporaryFolder ?? System.IO.Path.GetTempPath();
        Directory.CreateDirectory(parent);
        Sweep(parent, (options.Total + options.Connect) * 4);
        var path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("n"));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new(path);
    }

    /// <summary>Writes a text that only this user may read; its path.</summary>
    public async Task<string> WriteAsync(string name, string text, CancellationToken cancellation)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, Private());
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        return path;
    }

    /// <summary>The file as one that curl can open: the store's own where it is one, else a copy here.</summary>
    /// <exception cref="IOException">No room, or not the length announced.</exception>
    public async Task<SpooledFile> SpoolAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var content = await transfer.Open(cancellation);
        if (content is FileStream { Position: 0 } stored && File.Exists(stored.Name))
        {
            return stored.Length == transfer.Length ? new(stored.Name, stored) : throw Wrong(stored, stored.Length, transfer.Length);
        }

        await using (content)
        {
            var path = System.IO.Path.Combine(Path, "file");
            await using var copy = new FileStream(path, Private());
            await content.CopyToAsync(copy, BufferBytes, cancellation);
            return copy.Length == transfer.Length ? new(path, null) : throw Wrong(null, copy.Length, transfer.Length);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Swept later.
        }
    }

    private static IOException Wrong(Stream? stream, long is_, long announced)
    {
        stream?.Dispose();
        return new($"the stored file has {is_} bytes instead of {announced}");
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void Sweep(string parent, TimeSpan age)
    {
        foreach (var left in new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*"))
        {
            try
            {
                if (DateTime.UtcNow - left.LastWriteTimeUtc > age)
                {
                    left.Delete(recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process's, or another's sweep was faster.
            }
        }
    }
}

/// <summary>A file that curl can open.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Held">Keeps it there meanwhile.</param>
internal sealed record SpooledFile(string Path, Stream? Held) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
