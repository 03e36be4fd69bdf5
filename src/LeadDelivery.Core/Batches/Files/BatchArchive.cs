using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>What is archived of files.</summary>
internal static class BatchArchive
{
    /// <summary>Removes everything that is archived of a file.</summary>
    /// <param name="but">First characters of what stays; null for nothing.</param>
    public static async ValueTask RemoveAsync(
        IFileStore files, string batch, string file, CancellationToken cancellation, string? but = null)
    {
        var names = new List<string>();
        await foreach (var entry in files.ListAsync(BatchRecords.ArchiveFolder(batch, file), cancellation))
        {
            if (but is null || !entry.Name.StartsWith(but, StringComparison.Ordinal))
            {
                names.Add(entry.Name);
            }
        }

        foreach (var name in names)
        {
            await files.DeleteAsync(name, cancellation);
        }
    }

    /// <summary>A small one, whole; null where it is gone.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(IFileStore files, string name, CancellationToken cancellation)
    {
        await using var stored = await files.GetAsync(name, cancellation);
        if (stored is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        await stored.CopyToAsync(content, cancellation);
        return content.ToArray();
    }
}
