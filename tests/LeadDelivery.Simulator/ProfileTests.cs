using System.Diagnostics;
using System.Runtime.InteropServices;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;
using Xunit.Abstractions;
namespace LeadDelivery.Simulator;
public class ProfileTests(ITestOutputHelper output)
{
    [DllImport("libc")] private static extern int clock_gettime(int id, out Ts t);
    private struct Ts { public long S; public long N; }
    private static double Cpu() { clock_gettime(3, out var t); return t.S * 1e3 + t.N / 1e6; }
    [Fact]
    public void Profile()
    {
        for (var i = 0; i < 600; i++) { WorldRun.Run(WorldGenerator.Make(i)); }
        var a = Cpu();
        for (var i = 0; i < 400; i++) { WorldGenerator.Make(i); }
        var b = Cpu();
        for (var i = 0; i < 400; i++) { WorldCatalog.Of(WorldGenerator.Make(i)); }
        var c = Cpu();
        long steps = 0;
        for (var i = 0; i < 400; i++) { steps += WorldRun.Run(WorldGenerator.Make(i)).Steps; }
        var d = Cpu();
        output.WriteLine($"make {(b - a) / 400:0.00} catalog {(c - b) / 400:0.00} run {(d - c) / 400:0.00} thread cpu ms, {steps / 400} steps");
    }
}
