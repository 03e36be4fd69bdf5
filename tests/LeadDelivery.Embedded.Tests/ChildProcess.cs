using System.Diagnostics;

namespace LeadDelivery.Embedded.Tests;

/// <summary>Runs a script of <see cref="Program"/> in a process of its own.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="script">The script's name.</param>
    /// <param name="folder">Its argument.</param>
    /// <param name="failpoint">Value of <see cref="Failpoint.Variable"/>; null for none.</param>
    /// <returns>The exit code (137 after SIGKILL) and what it had printed until then.</returns>
    public static async Task<(int ExitCode, string[] Lines)> RunAsync(string script, string folder, string? failpoint = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, script, folder])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Failpoint.Variable] = failpoint;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
