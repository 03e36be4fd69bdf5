using System.Collections.Immutable;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>What was given on the command line; null where it was not.</summary>
internal sealed record GivenOptions(string? Config, string? Data, string? Urls, string? OperatorKey, bool? AllowPrivateNetwork);

/// <summary>From the command line, else the environment, else the defaults, to options that are checked.</summary>
/// <param name="environment">A variable's value, or null.</param>
/// <param name="quickstart">The folder of the quickstart's configuration, or null where there is none.</param>
internal sealed class HostOptionsReader(Func<string, string?> environment, Func<string?> quickstart)
{
    /// <summary>The variables begin so, and go on like the options: <c>LEADDELIVERY_OPERATOR_KEY</c>.</summary>
    public const string Prefix = "LEADDELIVERY_";

    /// <summary>Where the Functions host listens too, so that one address serves for trying out both.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    private const string DefaultData = "./data";

    /// <summary>The options, or null with every mistake added.</summary>
    public HostOptions? Read(GivenOptions given, ICollection<string> mistakes)
    {
        var before = mistakes.Count;
        var config = given.Config ?? Variable("CONFIG");
        var folder = config ?? quickstart();
        if (folder is null)
        {
            mistakes.Add("--config: samples/quickstart was not found, expected the configuration's folder");
        }
        else if (!Directory.Exists(folder))
        {
            mistakes.Add($"--config: there is no folder {folder}");
        }

        var data = given.Data ?? Variable("DATA") ?? DefaultData;
        if (data.Length == 0 || File.Exists(data))
        {
            mistakes.Add($"--data: '{data}' is no folder");
        }

        var addresses = Addresses(given.Urls ?? Variable("URLS") ?? DefaultUrl, mistakes);
        var key = given.OperatorKey ?? Variable("OPERATOR_KEY");
        if (key is not null && (key.Length == 0 || key.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            // The key itself is not repeated: what is on standard error may end up in a log.
            mistakes.Add("--operator-key: expected visible ASCII characters without spaces");
        }

        var allow = AllowPrivateNetwork(given, mistakes);
        return mistakes.Count > before ? null : new HostOptions
        {
            ConfigFolder = folder!,
            DataFolder = data,
            Addresses = addresses,
            OperatorKey = key,
            AllowPrivateNetwork = allow ?? config is null,
            PrivateNetworkByDefault = allow is null && config is null,
        };
    }

    /// <summary>Whether private networks are allowed as asked for by option or variable; null where neither says.</summary>
    public bool? AllowPrivateNetwork(GivenOptions given, ICollection<string> mistakes)
    {
        if (given.AllowPrivateNetwork is { } asked)
        {
            return asked;
        }

        var text = Variable("ALLOW_PRIVATE_NETWORK");
        switch (text?.ToLowerInvariant())
        {
            case null: return null;
            case "1" or "true" or "yes": return true;
            case "0" or "false" or "no": return false;
            default:
                mistakes.Add($"{Prefix}ALLOW_PRIVATE_NETWORK: '{text}' is neither 1 nor 0");
                return null;
        }
    }

    private static ImmutableArray<ListenAddress> Addresses(string urls, ICollection<string> mistakes)
    {
        var addresses = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ListenAddress.Parse(url, out var mistake) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                mistakes.Add("--urls: " + mistake);
            }
        }

        if (urls.AsSpan().Trim(" ;").Length == 0)
        {
            mistakes.Add($"--urls: there is no address, expected one such as {DefaultUrl}");
        }

        return addresses.DrainToImmutable();
    }

    private string? Variable(string name) => environment(Prefix + name) is { Length: > 0 } value ? value : null;
}
