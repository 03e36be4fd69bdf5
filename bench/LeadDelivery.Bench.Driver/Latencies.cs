using System.Diagnostics;

namespace LeadDelivery.Bench.Driver;

/// <summary>Exact percentiles over all samples, in milliseconds.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly double[] samples = new double[capacity];
    private int count;

    public void Add(long began) => Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

    public void Add(double milliseconds) => samples[Interlocked.Increment(ref count) - 1] = milliseconds;

    public override string ToString()
    {
        var sorted = samples.AsSpan(0, count);
        sorted.Sort();
        return $"p50 {At(sorted, 0.50):0.0} ms, p90 {At(sorted, 0.90):0.0} ms, p99 {At(sorted, 0.99):0.0} ms, max {At(sorted, 1):0.0} ms";
    }

    private static double At(ReadOnlySpan<double> sorted, double share) =>
        sorted.IsEmpty ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
