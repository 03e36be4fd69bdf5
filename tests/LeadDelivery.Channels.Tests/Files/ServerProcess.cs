using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Somebody else's server as a process of this test.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _ = line.Data is { } text ? _errors.Writer.TryWrite(text) : _errors.Writer.TryComplete();
        process.BeginErrorReadLine();
    }

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts it; fails with the command that installs it where it is missing.</summary>
    public static ServerProcess Start(string program, string package, params string[] arguments)
    {
        try
        {
            return new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{program} is not installed: apt-get install {package}");
        }
    }

    /// <summary>A script of tests/verifiers; the port that it prints first.</summary>
    public static (ServerProcess Server, int Port) StartScript(string script, params string[] arguments)
    {
        var server = new ServerProcess(LeadDelivery.Tests.Shared.Verifier.Start(script, arguments));
        var line = server.Output.ReadLine() ?? throw new InvalidOperationException($"{script} did not start: npm ci --prefix tests/verifiers");
        return (server, int.Parse(line.Split(' ')[1]));
    }

    /// <summary>Runs a program to its end.</summary>
    public static void Run(string program, string package, params string[] arguments)
    {
        using var server = Start(program, package, arguments);
        server._process.WaitForExit();
        Assert.Equal(0, server._process.ExitCode);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends when it writes a line that begins so to its standard error.</summary>
    public async Task SaysAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!(await _errors.Reader.ReadAsync(limit.Token)).StartsWith(beginning, StringComparison.Ordinal))
        {
            // The next line.
        }
    }

    /// <summary>Ends when it takes connections there: for one that does not say when it is ready.</summary>
    public async Task TakesConnectionsAsync(int port)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
