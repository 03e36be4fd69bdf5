using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Somebody else's server as a process of this test.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, _) => { };
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

    /// <summary>Waits until it takes connections there.</summary>
    public void Await(int port)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
            {
                Thread.Sleep(20);
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
