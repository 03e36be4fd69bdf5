using System.Diagnostics;
using System.Net;
using System.Text;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>A running embedded host. It can be killed and started again on the same data and address.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>Longest start that is waited for; a recovering host on a loaded machine takes a few seconds.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>What a failpoint is reached within, on a busy machine.</summary>
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(60);

    /// <summary>The host promises to be gone 25 s after SIGTERM.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    /// <summary>The exit code after SIGKILL, by which failpoints end the process: 128 and the signal's number.</summary>
    private const int KilledBySignal = 128 + 9;

    private readonly StringBuilder output = new();
    private readonly HttpClient health = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? process;

    private HostProcess(HostSetup setup) => Setup = setup;

    public HostSetup Setup { get; set; }

    public string Url { get; } = $"http://127.0.0.1:{HostProgram.FreePort()}";

    public Api Api => field ??= new Api(Url);

    public int ProcessId => process!.Id;

    public bool HasExited => process!.HasExited;

    /// <summary>Everything that was written to standard output and standard error, over all starts.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static async Task<HostProcess> StartAsync(HostSetup setup)
    {
        var host = new HostProcess(setup);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, once more after it ended, and waits until it is ready, or dead where a failpoint was reached before that.</summary>
    public async Task StartAsync()
    {
        var environment = new Dictionary<string, string>(Setup.Environment);
        if (Setup.Operator is not null)
            environment["LEADDELIVERY_OPERATOR_KEY"] = Setup.Operator;
        process?.Dispose();
        process = new Process { StartInfo = HostProgram.StartInfo(Setup.Arguments(Url), environment, Setup.ShellPrefix) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.SeeAsync(ReadyAsync, ready => ready is HttpStatusCode.OK or HttpStatusCode.Gone, StartLimit);
    }

    /// <summary>SIGKILL: nothing is finished, nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    public void AskToStop()
    {
        // The shell's own kill: a slim system has no program of that name.
        using var shell = Process.Start("bash", ["-c", $"kill -TERM {ProcessId}"]);
        shell.WaitForExit();
    }

    /// <summary>Waits until it has died of the failpoint that it was started with.</summary>
    public async Task DeathAsync()
    {
        using var limit = new CancellationTokenSource(DeathLimit);
        try
        {
            await process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail("the failpoint was not reached");
        }
    }

    /// <summary>The exit code, once it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await process!.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
        process?.Dispose();
        health.Dispose();
        Api.Dispose();
    }

    private async Task<HttpStatusCode> ReadyAsync()
    {
        if (HasExited && process!.ExitCode == KilledBySignal && Setup.Environment.ContainsKey("LEADDELIVERY_FAILPOINT"))
            return HttpStatusCode.Gone;
        Assert.False(HasExited, $"The host ended at start: {Output}");
        try
        {
            using var response = await health.GetAsync(new Uri($"{Url}/health/ready"));
            return response.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
