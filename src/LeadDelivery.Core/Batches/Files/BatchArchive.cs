using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>What is archived of files.</summary>
internal static class BatchArchive
{
    /// <summary>Removes everything that is archived of a file.</summary>
    public static async ValueTask RemoveAsync(IFileStore files, string batch, string file, CancellationToken cancellation)
    {
        var names = new List<string>();
        await foreach (var entry in files.ListAsync(BatchRecords.ArchiveFolder(batch, file), cancellation))
        {
            names.Add(entry.Name);
        }

        foreach (var name in names)
        {
            await files.DeleteAsync(name, cancellation);
        }
    }
}
