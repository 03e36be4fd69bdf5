namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// The only writer of the database: one thread that commits waiting entries in groups. While one commit is being flushed the
/// next group gathers, so groups grow with the load and a lone entry waits for nothing but its own commit. Thread-safe.
/// </summary>
public sealed partial class Journal : IAsyncDisposable
{
    private readonly StorageOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly DiskSpace disk;
    private readonly GroupCommit commit;
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JournalQueue queue;

    internal Journal(SqliteConnection connection, StorageOptions options, long ownerEpoch, DiskSpace disk, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.disk = disk;
        commit = new GroupCommit(connection, options, ownerEpoch);
        queue = new JournalQueue(options, time);
        thread = new Thread(Run) { Name = "journal", IsBackground = true };
    }

    /// <summary>
    /// The journal has stopped for good: I/O error, damaged file, lost fence. Every entry has been failed. The host must end the
    /// process; what was committed is in the file. Raised once, on the journal thread.
    /// </summary>
    public event Action<Exception>? Faulted;

    /// <summary>What stopped the journal, or null.</summary>
    public Exception? Fault => queue.Fault;

    /// <summary>Entries that wait for a commit.</summary>
    public int Waiting => queue.Count;

    /// <summary>Transactions committed since the start.</summary>
    public long Commits => commit.Commits;

    /// <summary>Whether new work should be taken in now, and if not, why.</summary>
    public JournalPressure Pressure
    {
        get
        {
            if (queue.Stopped)
                return JournalPressure.Stopping;
            if (disk.Low)
                return JournalPressure.NoSpace;
            var behind = queue.Count > options.QueueLimit * options.BehindShare || queue.OldestAge() > options.BehindAge;
            return behind ? JournalPressure.Behind : JournalPressure.None;
        }
    }

    /// <summary>For intake: false, and the entry is not touched, where <see cref="Pressure"/> is anything but None.</summary>
    public bool TryEnqueue(JournalEntry entry) => Pressure == JournalPressure.None && queue.TryAdd(entry);

    /// <summary>
    /// For running work: takes the entry whatever the pressure. After the stop it calls the entry's Failed with a
    /// <see cref="JournalStoppedException"/> before it returns, on the caller's thread.
    /// </summary>
    public void Enqueue(JournalEntry entry)
    {
        if (!queue.TryAdd(entry))
            entry.Failed(Stopped());
    }

    /// <summary>Refuses new entries, commits all that wait, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Stop();
        await ended.Task;
    }

    internal void Start() => thread.Start();

    internal bool OnJournalThread => Thread.CurrentThread == thread;

    private JournalStoppedException Stopped() =>
        Fault is { } fault
            ? new JournalStoppedException("The journal was stopped by a fault.", fault)
            : new JournalStoppedException("The journal is closed.");

    private void Run()
    {
        var batch = new List<JournalEntry>(options.CommitEntries);
        try
        {
            while (queue.Take(batch))
            {
                commit.Run(batch);
                queue.Taken();
                batch.Clear();
            }
        }
        catch (Exception fault)
        {
            StopForGood(fault);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private void StopForGood(Exception fault)
    {
        LogFault(logger, fault);
        foreach (var entry in queue.StopForGood(fault))
        {
            try
            {
                entry.Failed(Stopped());
            }
            catch (Exception error)
            {
                LogCallbackFailed(logger, error);
            }
        }

        Faulted?.Invoke(fault);
    }

    [LoggerMessage(1001, LogLevel.Critical, "The journal has stopped for good; the process must end and recover from the file.")]
    private static partial void LogFault(ILogger logger, Exception fault);

    [LoggerMessage(1002, LogLevel.Error, "An entry threw while it was failed.")]
    private static partial void LogCallbackFailed(ILogger logger, Exception error);
}
