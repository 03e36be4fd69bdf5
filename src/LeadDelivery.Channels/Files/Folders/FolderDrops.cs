using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Folders;

/// <summary>The embedded host's drops: a folder per container. Names with <c>/</c> lie in sub-folders.</summary>
/// <param name="root">The folder of all containers; it and they are made when first needed.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
public sealed class FolderDrops(string root) : IDropStore
{
    private readonly string _root = Path.GetFullPath(root);

    // Two that put the same name would write into one part.
    private readonly SemaphoreSlim _putting = new(1);

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string container, string name, Stream content, long length, CancellationToken cancellation)
    {
        var path = PathOf(container, name);
        var (folder, file) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        Directory.CreateDirectory(folder);
        await _putting.WaitAsync(cancellation);
        try
        {
            return FolderPlace.Length(path) is null
                && await FolderPlace.PutAsync(folder, $".{file}.part", file, content, length, cancellation);
        }
        finally
        {
            _putting.Release();
        }
    }

    /// <inheritdoc/>
    public Task<long?> LengthAsync(string container, string name, CancellationToken cancellation) =>
        Task.FromResult(FolderPlace.Length(PathOf(container, name)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<FarEntry> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        var folder = new DirectoryInfo(PathOf(container, prefix.TrimEnd('/')));
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (var file in folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!(file.Name.StartsWith('.') && file.Name.EndsWith(".part", StringComparison.Ordinal)))
            {
                yield return new(file.Name, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation)
    {
        var path = PathOf(container, name);
        return Task.FromResult<Stream?>(File.Exists(path) ? File.OpenRead(path) : null);
    }

    private string PathOf(string container, string name)
    {
        var path = Path.GetFullPath(Path.Combine(_root, container, name));
        return path == _root || path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path : throw new IOException("the name leaves the drops' folder");
    }
}
