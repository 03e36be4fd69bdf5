using System.Diagnostics;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>Waits for what another process does, and which nothing here can await.</summary>
internal static class Eventually
{
    /// <summary>Between two looks: short against what is waited for, long enough to leave the processor to the host.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until <paramref name="holds"/>; fails after <paramref name="within"/> (30 s) naming what was last seen.</summary>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> holds, TimeSpan? within = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (holds(seen))
                return seen;
            Assert.True(Stopwatch.GetElapsedTime(began) < (within ?? TimeSpan.FromSeconds(30)), $"Not in time; last seen: {seen}");
            await Task.Delay(Pause);
        }
    }

    public static Task SeeAsync(Func<bool> holds, string what, TimeSpan? within = null) =>
        SeeAsync(() => Task.FromResult(holds() ? "" : what), seen => seen.Length == 0, within);
}
