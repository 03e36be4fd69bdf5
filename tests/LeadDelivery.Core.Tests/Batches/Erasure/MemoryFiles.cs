using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Tests.Batches.Erasure;

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles : IFileStore
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Called once a file was put, with its name.</summary>
    public Func<string, Task> Put { get; set; } = _ => Task.CompletedTask;

    /// <summary>Removals that fail from now on.</summary>
    public int Failing { get; set; }

    /// <summary>Requests of any kind.</summary>
    public int Requests { get; private set; }

    public IReadOnlyList<string> Names => [.. _files.Keys.Order(StringComparer.Ordinal)];

    public string this[string name]
    {
        get => Encoding.UTF8.GetString(_files[name]);
        set => _files[name] = Encoding.UTF8.GetBytes(value);
    }

    public async Task PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        Requests++;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellation);
        _files[name] = copy.ToArray();
        await Put(name);
    }

    public Task<Stream?> GetAsync(string name, CancellationToken cancellation)
    {
        Requests++;
        return Task.FromResult<Stream?>(_files.TryGetValue(name, out var file) ? new MemoryStream(file) : null);
    }

    public async IAsyncEnumerable<FileEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Requests++;
        await Task.CompletedTask;
        foreach (var name in Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return new(name, _files[name].Length, DateTimeOffset.UnixEpoch);
        }
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellation)
    {
        Requests++;
        return Failing-- > 0 ? throw new IOException("the store is away") : Task.FromResult(_files.TryRemove(name, out _));
    }

    public Uri? Link(string name, DateTimeOffset expires) => null;
}

/// <summary>A recipient that keeps what it is sent.</summary>
internal sealed class MemoryBuyer : IFileTransport
{
    private readonly ConcurrentQueue<TransferResult> _answers = [];

    /// <summary>What it has, the latest last.</summary>
    public List<string> Received { get; } = [];

    /// <summary>What it answers to the next transfers; only a confirmed one is kept.</summary>
    public MemoryBuyer Answers(params TransferResult[] answers)
    {
        Array.ForEach(answers, _answers.Enqueue);
        return this;
    }

    /// <summary>What is found there.</summary>
    public Func<FarFile> Found { get; set; } = () => new(null);

    public bool Serves(Destination destination) => true;

    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await transfer.Open(cancellation));
        var text = await reader.ReadToEndAsync(cancellation);
        Assert.Equal(transfer.Length, Encoding.UTF8.GetByteCount(text));
        var answer = _answers.TryDequeue(out var next) ? next : new(TransferOutcome.Confirmed);
        if (answer.Outcome == TransferOutcome.Confirmed)
        {
            Received.Add(text);
        }

        return answer;
    }

    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) => Task.FromResult(Found());

    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) => throw new NotSupportedException();
}
