using System.Diagnostics;

namespace LeadDelivery.Core.Tests.Batches;

/// <summary>Programs of others that read what we wrote.</summary>
internal static class OtherProgram
{
    /// <summary>Longest run: LibreOffice makes its profile at its first start.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program that must succeed; its standard output.</summary>
    /// <param name="package">The Debian package that has it.</param>
    public static async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"{program} is missing. Please run: apt-get install {package}");
        }

        using (process)
        using (var limit = new CancellationTokenSource(Limit))
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{program} took longer than {Limit}");
            }

            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}\n{await output}");
            return await output;
        }
    }

    /// <summary>Runs a Python script; its standard output.</summary>
    public static Task<string> PythonAsync(string script, params string[] arguments) => RunAsync("python3", "python3", ["-c", script, .. arguments]);
}
