using System.Collections.Immutable;

namespace LeadDelivery.Core.Configuration;

/// <summary>How <see cref="CatalogWatcher"/> looks at its folder.</summary>
public sealed record CatalogWatchOptions
{
    /// <summary>Time between two looks: 1 s, soon enough for a person who saves a file and turns to the browser.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A long look is followed by a rest this many times as long: looking takes 5 % of one core at most.</summary>
    public int RestFactor { get; init; } = 19;
}

/// <summary>What became of a changed folder.</summary>
/// <param name="From">The version that was in force.</param>
/// <param name="To">The version in the folder.</param>
/// <param name="Mistakes">Why the former stays in force; empty where the latter took its place.</param>
public sealed record CatalogChange(string From, string To, ImmutableArray<Mistake> Mistakes)
{
    /// <summary>What is probably not meant in the latter.</summary>
    public ImmutableArray<Mistake> Warnings { get; init; } = [];
}

/// <summary>
/// Puts a changed folder in force. A change counts once two looks in a row read the same, so that a half-written edit is let pass;
/// one with mistakes is reported once, and the last good version stays.
/// </summary>
/// <param name="read">Reads the files as they are.</param>
public sealed class CatalogWatcher(
    Func<CancellationToken, Task<ConfigurationFiles>> read, CatalogHolder holder, TimeProvider time, CatalogWatchOptions options)
{
    private string? _seen;
    private string? _refused;

    /// <summary>Watches a folder of this machine.</summary>
    public CatalogWatcher(string folder, CatalogHolder holder, TimeProvider time, CatalogWatchOptions options)
        : this(_ => Task.FromResult(ConfigurationFolder.Read(folder)), holder, time, options)
    {
    }

    /// <summary>Raised after each change that was taken or refused, on the watcher's own task.</summary>
    public event Action<CatalogChange>? Changed;

    /// <summary>Raised when looking itself failed, as when the record store is gone; the watcher goes on.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var rest = options.Interval;
        while (true)
        {
            try
            {
                await Task.Delay(rest, time, cancellation);
                var started = time.GetTimestamp();
                await LookAsync(cancellation);
                var taken = time.GetElapsedTime(started);
                rest = taken * options.RestFactor > options.Interval ? taken * options.RestFactor : options.Interval;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Failed?.Invoke(e);
            }
        }
    }

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var files = await read(cancellation);
        var settled = files.Version == _seen;
        _seen = files.Version;
        if (files.Version == holder.Current.Version && files.Unreadable.IsEmpty)
        {
            _refused = null;
            return;
        }

        // What cannot be read is no part of the hash: the folder may be refused under the hash of a good version.
        var identity = files.Version + string.Join('\n', files.Unreadable);
        if (!settled || identity == _refused)
        {
            return;
        }

        var from = holder.Current.Version;
        var result = await holder.AdoptAsync(files, "folder", cancellation);
        _refused = result.Catalog is null ? identity : null;
        Changed?.Invoke(new CatalogChange(from, files.Version, result.Mistakes) { Warnings = result.Warnings });
    }
}
