using System.Runtime.CompilerServices;
using System.Text;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>Archived files in memory. They outlast the process.</summary>
internal sealed class MemoryFiles(TimeProvider time)
{
    public SortedDictionary<string, (byte[] Bytes, DateTimeOffset At)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing more finds room.</summary>
    public bool IsFull { get; set; }

    /// <summary>Awaited once a file was put.</summary>
    public Func<Task> AfterPut { get; set; } = () => Task.CompletedTask;

    /// <summary>Requests of any kind.</summary>
    public int Requests { get; private set; }

    public string this[string name]
    {
        get => Encoding.UTF8.GetString(Files[name].Bytes);
        set => Files[name] = (Encoding.UTF8.GetBytes(value), Now);
    }

    /// <summary>As one process sees them.</summary>
    public IFileStore For(Power power) => new View(this, power);

    private sealed class View(MemoryFiles owner, Power power) : IFileStore
    {
        public async Task PutAsync(string name, Stream content, CancellationToken cancellation)
        {
            owner.Requests++;
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancellation);
            power.Point($"put of {name}");
            if (owner.IsFull)
            {
                // The system's own device that is always full.
                using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0);
                full.Write([1]);
            }

            lock (owner.Files)
            {
                owner.Files[name] = (bytes.ToArray(), owner.Now);
            }

            await owner.AfterPut();
        }

        public Task<Stream?> GetAsync(string name, CancellationToken cancellation)
        {
            owner.Requests++;
            power.ThrowIfOff();
            lock (owner.Files)
            {
                return Task.FromResult<Stream?>(
                    owner.Files.TryGetValue(name, out var file) ? new MemoryStream(file.Bytes, writable: false) : null);
            }
        }

        public async IAsyncEnumerable<FileEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
        {
            owner.Requests++;
            await Task.CompletedTask;
            power.ThrowIfOff();
            List<FileEntry> found;
            lock (owner.Files)
            {
                found = [.. owner.Files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(file => new FileEntry(file.Key, file.Value.Bytes.Length, file.Value.At))];
            }

            foreach (var entry in found)
            {
                yield return entry;
            }
        }

        public Task<bool> DeleteAsync(string name, CancellationToken cancellation)
        {
            owner.Requests++;
            power.Point($"removal of {name}");
            lock (owner.Files)
            {
                return Task.FromResult(owner.Files.Remove(name));
            }
        }

        public Uri? Link(string name, DateTimeOffset expires) => null;
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
