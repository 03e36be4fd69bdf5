using System.Collections.Concurrent;

namespace LeadDelivery.Embedded.Storage;

/// <summary>Idle read connections. Thread-safe; a connection that is lent has one user.</summary>
internal sealed class ReaderPool(string path, StorageOptions options) : IDisposable
{
    private readonly ConcurrentStack<ReadSession> idle = new();
    private int idleCount;
    private volatile bool closed;

    public T Read<TState, T>(TState state, Func<ReadSession, TState, T> read)
    {
        var session = Rent();
        var sound = false;
        try
        {
            session.Begin();
            try
            {
                return read(session, state);
            }
            finally
            {
                session.End();
                sound = true;
            }
        }
        finally
        {
            Return(session, sound);
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryPop(out var session))
            session.Dispose();
    }

    private ReadSession Rent()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (!idle.TryPop(out var session))
            return new ReadSession(path, options);
        Interlocked.Decrement(ref idleCount);
        return session;
    }

    private void Return(ReadSession session, bool sound)
    {
        if (!sound || closed || !TryKeep(session))
            session.Dispose();
        // Closed meanwhile: whoever sees the session last disposes it.
        else if (closed && idle.TryPop(out var late))
            late.Dispose();
    }

    private bool TryKeep(ReadSession session)
    {
        if (Interlocked.Increment(ref idleCount) > options.IdleReaders)
        {
            Interlocked.Decrement(ref idleCount);
            return false;
        }

        idle.Push(session);
        return true;
    }
}
