namespace LeadDelivery.Core.Ports;

/// <summary>A stored file's name and size.</summary>
public sealed record FileEntry(string Name, long Length, DateTimeOffset Modified);

/// <summary>
/// Whole files under '/'-separated names: the shape of blobs. Every implementation passes <c>FileStoreContract</c>.
/// </summary>
public interface IFileStore
{
    /// <summary>Writes the whole file, replacing an older one; a reader sees the old or the new one, never a part.</summary>
    Task PutAsync(string name, Stream content, CancellationToken cancellation);

    /// <summary>The file opened for reading, or null. The caller disposes it.</summary>
    Task<Stream?> GetAsync(string name, CancellationToken cancellation);

    /// <summary>The files whose names begin with <paramref name="prefix"/>, in name order.</summary>
    IAsyncEnumerable<FileEntry> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>Removes the file; false when there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellation);

    /// <summary>A link that lets its holder read the file until <paramref name="expires"/>, or null where the store has no links.</summary>
    Uri? Link(string name, DateTimeOffset expires);
}
