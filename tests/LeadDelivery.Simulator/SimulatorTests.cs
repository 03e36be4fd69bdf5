using System.Collections.Concurrent;
using System.Diagnostics;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;
using Xunit.Abstractions;

namespace LeadDelivery.Simulator;

public class SimulatorTests(ITestOutputHelper output)
{
    /// <summary>Worlds of a usual run: some 20 seconds.</summary>
    private const int UsualCases = 2000;

    /// <summary>Failing worlds after which a run ends: more say nothing new.</summary>
    private const int MostFailures = 5;

    [Fact]
    public void Random_plans_buyers_and_crashes_keep_the_guarantees()
    {
        var first = Number("LEADDELIVERY_SIMULATOR_SEED", 1);
        var cases = Number("LEADDELIVERY_SIMULATOR_CASES", UsualCases);
        var threads = Number("LEADDELIVERY_SIMULATOR_THREADS", 1);
        var watch = Stopwatch.StartNew();
        var next = first - 1;
        var done = new ConcurrentBag<(int Steps, int Crashes, int Requests)>();
        var failed = new ConcurrentBag<WorldResult>();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        output.WriteLine(
            $"{done.Count} worlds in {watch.Elapsed.TotalSeconds:0.0} s ({done.Count / watch.Elapsed.TotalSeconds:0}/s), seeds from {first}: "
            + $"{done.Sum(one => (long)one.Steps)} steps, {done.Sum(one => (long)one.Crashes)} crashes, {done.Sum(one => (long)one.Requests)} requests");
        Assert.True(failed.IsEmpty, string.Join("\n\n", failed.OrderBy(one => one.World.Seed).Take(MostFailures).Select(Failures.Describe)));

        void Work()
        {
            while (failed.Count < MostFailures && Interlocked.Increment(ref next) is var seed && seed < first + cases)
            {
                var result = WorldRun.Run(WorldGenerator.Make(seed));
                done.Add((result.Steps, result.Crashes, result.Requests));
                if (result.Problems.Count > 0)
                {
                    failed.Add(result);
                }
            }
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}
