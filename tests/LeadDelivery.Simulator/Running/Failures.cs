using System.Text.RegularExpressions;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Running;

/// <summary>How a failing world is told: its seed, what is wrong, and the smallest world found that goes wrong the same way.</summary>
internal static partial class Failures
{
    public static string Describe(WorldResult failed) => Describe(failed, null);

    public static string Describe(WorldResult failed, PlantedFaults? faults)
    {
        var kind = Kind(failed.Problems[0]);
        var small = Shrinker.Shrink(failed.World, world => FailsAlike(world, faults, kind));
        return
            $"""
            World {failed.World.Seed}: {Short(failed.Problems[0])}{(failed.Problems.Count > 1 ? $" (and {failed.Problems.Count - 1} more)" : "")}
            Again: LEADDELIVERY_SIMULATOR_SEED={failed.World.Seed} LEADDELIVERY_SIMULATOR_CASES=1 dotnet test tests/LeadDelivery.Simulator
            The smallest that fails alike: {string.Join("; ", Run(small, faults).Select(Short))}
            {WorldText.Describe(small)}
            """;
    }

    private static string Short(string problem) => problem.Length > 1000 ? problem[..1000] + "…" : problem;

    private static bool FailsAlike(World world, PlantedFaults? faults, string kind)
    {
        try
        {
            return Run(world, faults).Any(problem => Kind(problem) == kind);
        }
        catch (WrongWorldException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Run(World world, PlantedFaults? faults) => WorldRun.Run(world, faults).Problems;

    // What is wrong, but for which lead, buyer and number it is.
    private static string Kind(string problem) => Numbers().Replace(problem.Length > 400 ? problem[..400] : problem, "#");

    [GeneratedRegex(@"\b[0-9A-Z]{26}\S*|\bb?\d[\d.]*")]
    private static partial Regex Numbers();
}
