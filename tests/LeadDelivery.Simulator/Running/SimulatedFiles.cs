using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>Archived files. They outlive every process.</summary>
internal sealed class SimulatedFiles(VirtualClock clock) : IFileStore
{
    private readonly SortedDictionary<string, (byte[] Bytes, DateTimeOffset At)> _files = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        _files[name] = (bytes.ToArray(), clock.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Stream?> GetAsync(string name, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(_files.TryGetValue(name, out var file) ? new MemoryStream(file.Bytes, writable: false) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FileEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var (name, file) in _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            yield return new(name, file.Bytes.Length, file.At);
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellation) => Task.FromResult(_files.Remove(name));

    /// <inheritdoc/>
    public Uri? Link(string name, DateTimeOffset expires) => null;
}
