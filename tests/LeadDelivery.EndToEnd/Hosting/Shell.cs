using System.Diagnostics;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>Runs what a user would type.</summary>
internal static class Shell
{
    /// <summary>Standard output of a script that must succeed, stopped at its first failing command.</summary>
    public static async Task<string> RunAsync(string script, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-eu", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{script}\nended with {process.ExitCode}: {await errors}\n{await output}");
        return await output;
    }
}
