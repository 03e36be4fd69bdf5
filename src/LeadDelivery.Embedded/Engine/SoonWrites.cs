using System.Collections.Concurrent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Writes nobody waits for. Each is held for a moment: an activity that ends within it takes its own into the commit of its
/// result, which saves writing the same pages twice; the others are written on their own.
/// </summary>
internal sealed class SoonWrites : IDisposable
{
    /// <summary>How long a write is held. 50 ms: most buyers have answered by then, and what a crash may lose is soon on disk.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Held> _held = new();
    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public SoonWrites(Journal journal, TimeProvider time)
    {
        _journal = journal;
        _time = time;
        _timer = time.CreateTimer(_ => WriteDue(), null, Hold / 2, Hold / 2);
    }

    /// <summary>Holds a write; whoever takes it first has to see to it.</summary>
    public Held Add(RecordOperation operation)
    {
        var held = new Held(operation, _time.GetTimestamp());
        _held.Enqueue(held);
        return held;
    }

    /// <summary>Writes one that is still held on its own.</summary>
    public void Write(Held held)
    {
        if (held.TryTake())
            _journal.Enqueue(new LazyWrite(held.Operation));
    }

    public void Dispose() => _timer.Dispose();

    private void WriteDue()
    {
        while (_held.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Since) >= Hold)
        {
            if (_held.TryDequeue(out var due))
                Write(due);
        }
    }

    /// <summary>A write that is held.</summary>
    internal sealed class Held(RecordOperation operation, long since)
    {
        private int _taken;

        public RecordOperation Operation => operation;

        public long Since => since;

        /// <summary>True for the one caller who gets it.</summary>
        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
    }

    /// <summary>A crash may lose it, and so may a condition that does not hold.</summary>
    private sealed class LazyWrite(RecordOperation operation) : JournalEntry
    {
        private readonly RecordOperation[] _operations = [operation];

        public override int Size => 128 + operation.Body.Length;

        public override bool Lazy => true;

        public override bool Apply(JournalTransaction transaction) => transaction.Apply(_operations) < 0;

        public override void Committed()
        {
        }

        public override void Refused()
        {
        }

        public override void Failed(Exception error)
        {
        }
    }
}
