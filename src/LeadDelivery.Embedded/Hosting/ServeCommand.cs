using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>The host itself: runs until it is asked to stop.</summary>
internal sealed class ServeCommand(HostOptionsReader reader, TextWriter output, TextWriter errors)
{
    /// <summary>Runs it; the result is the exit code.</summary>
    public async Task<int> RunAsync(GivenOptions given, CancellationToken cancellation)
    {
        var mistakes = new List<string>();
        var options = reader.Read(given, mistakes);
        mistakes.ForEach(errors.WriteLine);
        if (options is null || ConfigurationReport.Load(options.ConfigFolder, errors, withWarnings: true) is not { } configuration)
        {
            return ExitCodes.Misused;
        }

        using var signals = new StopSignals();
        EmbeddedHost host;
        try
        {
            host = await EmbeddedHost.StartAsync(options, configuration.Files, cancellation);
        }
        catch (Exception e) when (e is DataFolderException or IOException or System.Net.Sockets.SocketException)
        {
            errors.WriteLine(e.Message);
            return ExitCodes.Unusable;
        }

        await using (host)
        {
            Announce(host, options);
            await Task.WhenAny(signals.Asked, Task.Delay(Timeout.Infinite, cancellation));
            await host.StopAsync();
        }

        return ExitCodes.Done;
    }

    private void Announce(EmbeddedHost host, HostOptions options)
    {
        string[] urls = [host.Address.ToString().TrimEnd('/'), .. options.Addresses.Skip(1).Select(address => address.Url)];
        output.WriteLine($"LeadDelivery listens on {string.Join(" and ", urls)}");
        output.WriteLine($"Configuration {Path.GetFullPath(options.ConfigFolder)}");
        output.WriteLine($"Data {Path.GetFullPath(options.DataFolder)}, {SqliteLibrary.Description}");
        if (options.PrivateNetworkByDefault)
        {
            output.WriteLine("WARNING: started without --config, for DEVELOPMENT: recipients may be on LOOPBACK AND PRIVATE NETWORKS,");
            output.WriteLine("         so leads can reach services of this machine and its network. Start with --config to forbid it.");
        }
        else if (options.AllowPrivateNetwork)
        {
            output.WriteLine("WARNING: recipients may be on loopback and private networks, as asked for.");
        }

        if (host.MadeOperatorKey is { } key)
        {
            output.WriteLine($"Operator key (shown this once): {key}");
        }

        if (Quickstart.CurlLine(host.Catalogs.Current, host.Address) is { } curl)
        {
            output.WriteLine("Submit a lead and see it sold:");
            output.WriteLine(curl);
        }

        output.Flush();
    }
}
