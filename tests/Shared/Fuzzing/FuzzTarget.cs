namespace LeadDelivery.Testing.Fuzzing;

/// <summary>Something that takes bytes from outside.</summary>
internal abstract class FuzzTarget
{
    /// <summary>As named on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Good inputs, from which others are made.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces that mean something to it.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <summary>Takes the input. Throws where what it promises does not hold.</summary>
    /// <param name="seen">Told what happened: an input that makes something new happen is worth keeping.</param>
    public abstract void Run(ReadOnlySpan<byte> input, Seen seen);

    /// <summary>Fails with that text unless it holds.</summary>
    protected static void Check([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string promise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(promise);
        }
    }

    /// <summary>How many there are, roughly: counts that differ little are one kind.</summary>
    protected static int Size(long count) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count);
}
