using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>How a program that ran to its end ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);

/// <summary>Runs the embedded host's program.</summary>
internal static class HostProgram
{
    /// <summary>Starts it and waits for its end; fails if it still runs after <paramref name="within"/> (30 s).</summary>
    public static async Task<Ended> RunAsync(IEnumerable<string> arguments, TimeSpan? within = null)
    {
        using var process = Process.Start(StartInfo(arguments, [], shellPrefix: null))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"The host still ran. Output: {await output} Errors: {await errors}");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, Dictionary<string, string> environment, string? shellPrefix)
    {
        string[] command = ["dotnet", Repository.HostProgram, .. arguments];
        var start = new ProcessStartInfo
        {
            FileName = shellPrefix is null ? command[0] : "bash",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var argument in shellPrefix is null ? command[1..] : ["-c", shellPrefix + "; exec \"$@\"", "host", .. command])
            start.ArgumentList.Add(argument);
        start.Environment["SOURCE_KEY"] = HostSetup.SourceKey;
        start.Environment["BUYER_TOKEN"] = HostSetup.BuyerToken;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>A port of loopback that nobody uses now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
