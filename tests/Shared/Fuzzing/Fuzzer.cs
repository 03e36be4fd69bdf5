using System.Diagnostics;

namespace LeadDelivery.Testing.Fuzzing;

/// <summary>What a run found.</summary>
/// <param name="Executions">Inputs taken.</param>
/// <param name="Kinds">Different things that happened.</param>
/// <param name="Slowest">The longest that one input took, the first hundredth left out, in which code is compiled; the machine's other work is in it.</param>
/// <param name="SlowestInput">That input.</param>
/// <param name="Growth">Bytes in use more at the end than after the first tenth.</param>
/// <param name="Failure">What went wrong, with the input in base64; null where nothing did.</param>
internal sealed record FuzzResult(long Executions, int Kinds, TimeSpan Slowest, byte[] SlowestInput, long Growth, string? Failure);

/// <summary>Feeds a target with changed inputs, and keeps those that make something new happen. Single-threaded, so that a seed gives
/// the same run again.</summary>
internal sealed class Fuzzer(FuzzTarget target, ulong seed)
{
    /// <summary>Inputs kept: beyond this a new one takes the place of an old one that was not a seed.</summary>
    private const int MostKept = 8192;

    /// <summary>An input that takes longer, four times in a row, hangs. One regular expression that backtracks is cut off after 1 s.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(3);

    private readonly List<byte[]> _kept = [.. target.Seeds];
    private readonly Seen _seen = new();
    private readonly Mutator _mutator = new(seed, target.Words);

    /// <summary>Runs until that many inputs were taken, the time is over, or something went wrong.</summary>
    /// <param name="report">Told every now and then how far it is.</param>
    public FuzzResult Run(long executions, TimeSpan time, Action<FuzzResult>? report = null)
    {
        var clock = Stopwatch.StartNew();
        var (slowest, slowestInput) = (TimeSpan.Zero, Array.Empty<byte>());
        var before = 0L;
        var done = 0L;
        for (; done < executions && clock.Elapsed < time; done++)
        {
            var input = done < target.Seeds.Count ? target.Seeds[(int)done] : _mutator.Change(Pick(), Pick());
            var started = clock.Elapsed;
            if (Take(input) is { } failure)
            {
                return new(done + 1, _seen.Count, slowest, slowestInput, 0, failure);
            }

            var took = clock.Elapsed - started;
            if (took > slowest && done > executions / 100)
            {
                (slowest, slowestInput) = (took, input);
            }

            if (took > Hang && Hangs(input))
            {
                return new(done + 1, _seen.Count, slowest, slowestInput, 0, $"takes {took.TotalSeconds:F1} s: {Convert.ToBase64String(input)}");
            }

            if (done == executions / 10)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (report is not null && done % 250_000 == 249_999)
            {
                report(new(done + 1, _seen.Count, slowest, slowestInput, GC.GetTotalMemory(forceFullCollection: true) - before, null));
            }
        }

        return new(done, _seen.Count, slowest, slowestInput, GC.GetTotalMemory(forceFullCollection: true) - before, null);
    }

    private byte[] Pick() => _kept[_mutator.Next(_kept.Count)];

    private string? Take(byte[] input)
    {
        try
        {
            _seen.New = false;
            target.Run(input, _seen);
            if (_seen.New)
            {
                if (_kept.Count < MostKept)
                {
                    _kept.Add(input);
                }
                else
                {
                    _kept[target.Seeds.Count + _mutator.Next(MostKept - target.Seeds.Count)] = input;
                }
            }

            return null;
        }
        catch (Exception e)
        {
            return $"{e}\ninput: {Convert.ToBase64String(input)}";
        }
    }

    private bool Hangs(byte[] input)
    {
        for (var again = 0; again < 3; again++)
        {
            var clock = Stopwatch.StartNew();
            target.Run(input, _seen);
            if (clock.Elapsed < Hang)
            {
                return false;
            }
        }

        return true;
    }
}
