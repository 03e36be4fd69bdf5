namespace LeadDelivery.Channels.Files.Folders;

/// <summary>Puts a file into a folder whole, durable, and never over another.</summary>
internal static class FolderPlace
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Writes under the temporary name, flushes, and gives it the final name; false where another file has that.</summary>
    /// <param name="appearing">Called in between.</param>
    /// <exception cref="IOException">No room, no folder, not <paramref name="length"/> bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task<bool> PutAsync(
        string folder, string temporary, string name, Stream content, long length, CancellationToken cancellation,
        Func<CancellationToken, Task>? appearing = null)
    {
        var part = Path.Combine(folder, temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        await using (var file = new FileStream(part, options))
        {
            try
            {
                await content.CopyToAsync(file, BufferBytes, cancellation);
                file.Flush(flushToDisk: true);
                if (file.Length != length)
                {
                    throw new IOException($"the stored file has {file.Length} bytes instead of {length}");
                }
            }
            catch
            {
                File.Delete(part);
                throw;
            }
        }

        if (appearing is not null)
        {
            await appearing(cancellation);
        }

        if (!FolderNames.Give(part, Path.Combine(folder, name)))
        {
            File.Delete(part);
            return false;
        }

        FolderNames.Flush(folder);
        return true;
    }

    /// <summary>The bytes of a file there; null where there is none. A folder of that name counts as a file of -1 bytes.</summary>
    public static long? Length(string path) =>
        new FileInfo(path) is { Exists: true } file ? file.Length : Path.Exists(path) ? -1 : null;
}
