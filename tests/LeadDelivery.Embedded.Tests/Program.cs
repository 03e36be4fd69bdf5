using LeadDelivery.Embedded.Tests.Engine;
using LeadDelivery.Embedded.Tests.Storage;

namespace LeadDelivery.Embedded.Tests;

/// <summary>Runs one script in a process that a test may kill: <c>script folder</c>.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string, Task>> Scripts = new()
    {
        ["write-pairs"] = StorageScripts.WritePairsAsync,
        ["open"] = StorageScripts.OpenAsync,
        ["allocate-keys"] = StorageScripts.AllocateKeysAsync,
        ["measure"] = StorageScripts.MeasureAsync,
        ["engine-crash"] = EngineScripts.CrashAsync,
        ["engine-purge"] = EngineScripts.PurgeAsync,
        ["engine-measure"] = EngineScripts.MeasureAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        await Scripts[args[0]](args[1]);
        return 0;
    }
}
