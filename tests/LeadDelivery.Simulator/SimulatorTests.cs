using System.Diagnostics;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;
using Xunit.Abstractions;

namespace LeadDelivery.Simulator;

public class SimulatorTests(ITestOutputHelper output)
{
    [Fact]
    public void Random_plans_buyers_and_crashes_keep_the_guarantees()
    {
        var first = Number("LEADDELIVERY_SIMULATOR_SEED", 1);
        var cases = Number("LEADDELIVERY_SIMULATOR_CASES", 3000);
        var watch = Stopwatch.StartNew();
        long steps = 0, crashes = 0, requests = 0;
        var failed = new List<WorldResult>();
        for (var seed = first; seed < first + cases && failed.Count < 10; seed++)
        {
            var result = WorldRun.Run(WorldGenerator.Make(seed));
            (steps, crashes, requests) = (steps + result.Steps, crashes + result.Crashes, requests + result.Requests);
            if (result.Problems.Count > 0)
            {
                failed.Add(result);
            }
        }

        output.WriteLine($"{cases} worlds in {watch.Elapsed.TotalSeconds:0.0} s ({cases / watch.Elapsed.TotalSeconds:0}/s): {steps} steps, {crashes} crashes, {requests} requests");
        Assert.True(failed.Count == 0, string.Join("\n", failed.Select(f => $"seed {f.World.Seed}: {string.Join("; ", f.Problems.Take(3))}")));
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}
