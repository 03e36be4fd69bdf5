namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>
/// The host's containers of files for others to fetch: blob containers on Azure, folders on the embedded host. What may pass is thrown
/// as <see cref="IOException"/>, missing rights as <see cref="UnauthorizedAccessException"/>; their messages hold no secrets.
/// </summary>
public interface IDropStore
{
    /// <summary>Writes a file that nobody sees before it is whole; false, with nothing changed, where there is one of that name. A missing
    /// container is made.</summary>
    /// <param name="container">The container's name.</param>
    /// <param name="name">The file's, folders in front of it with <c>/</c>.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">How many they are; another number is an <see cref="IOException"/>, and nothing is written.</param>
    Task<bool> PutAsync(string container, string name, Stream content, long length, CancellationToken cancellation);

    /// <summary>The file's bytes; null where there is none.</summary>
    Task<long?> LengthAsync(string container, string name, CancellationToken cancellation);

    /// <summary>The whole files directly under <paramref name="prefix"/>, with names that do not repeat it, in name order. None where there
    /// is no such container.</summary>
    /// <param name="prefix">Empty or ending in <c>/</c>.</param>
    IAsyncEnumerable<FarEntry> ListAsync(string container, string prefix, CancellationToken cancellation);

    /// <summary>The file opened for reading, or null. The caller disposes it.</summary>
    Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation);
}
