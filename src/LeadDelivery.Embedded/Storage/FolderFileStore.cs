using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Files in a local folder. A name that is the beginning of another's path (<c>a</c> and <c>a/b</c>) cannot be stored beside it:
/// putting the second throws an <see cref="IOException"/>.
/// </summary>
public sealed class FolderFileStore : IFileStore
{
    private const int BufferSize = 64 << 10;

    private readonly string root;
    private readonly string partial;

    /// <param name="folder">Where the files lie; created where it is missing. What an earlier process left half-written is removed.</param>
    public FolderFileStore(string folder)
    {
        root = Path.GetFullPath(folder);
        // Within the root, so that the rename stays on one file system; no name maps to a hidden folder.
        partial = Path.Combine(root, ".partial");
        Directory.CreateDirectory(partial);
        foreach (var left in Directory.EnumerateFiles(partial))
            File.Delete(left);
    }

    /// <inheritdoc />
    public async Task PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(name);
        var written = Path.Combine(partial, Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = new FileStream(written, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellation);
                await file.FlushAsync(cancellation);
                file.Flush(flushToDisk: true);
            }

            CreateFolders(Path.GetDirectoryName(path)!);
            File.Move(written, path, overwrite: true);
            Durable.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<Stream?> GetAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize,
                FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception error) when (IsMissing(error, name))
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FileEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The order of names is not the order of folders ('-' sorts before '/'), so the list is sorted as a whole.
        var entries = await Task.Run(() => Entries(prefix).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList(), cancellation);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(name);
        if (!File.Exists(path))
            return Task.FromResult(false);
        File.Delete(path);
        Durable.SyncFolder(Path.GetDirectoryName(path)!);
        return Task.FromResult(true);
    }

    /// <summary>Always null: a folder has no links; the host serves files itself.</summary>
    public Uri? Link(string name, DateTimeOffset expires) => null;

    private string PathOf(string name) => Path.Combine(root, FilePaths.ToPath(name));

    private bool IsMissing(Exception error, string name) =>
        error is FileNotFoundException or DirectoryNotFoundException ||
        (error is UnauthorizedAccessException && Directory.Exists(PathOf(name)));

    private IEnumerable<FileEntry> Entries(string prefix)
    {
        var folder = FolderOf(prefix);
        if (!Directory.Exists(folder))
            return [];
        return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.DirectoryName != partial)
            .Select(file => (File: file, Name: FilePaths.ToName(Path.GetRelativePath(root, file.FullName))))
            .Where(found => found.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(found => new FileEntry(found.Name, found.File.Length, new DateTimeOffset(found.File.LastWriteTimeUtc)));
    }

    /// <summary>The deepest folder that holds every name with this prefix.</summary>
    private string FolderOf(string prefix)
    {
        var end = prefix.LastIndexOf('/');
        return end < 0 ? root : PathOf(prefix[..end]);
    }

    private void CreateFolders(string folder)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        for (var made = folder; made.Length > root.Length; made = Path.GetDirectoryName(made)!)
            Durable.SyncFolder(Path.GetDirectoryName(made)!);
    }
}
