using System.Globalization;
using System.Net;

namespace LeadDelivery.Bench.Parked;

/// <summary>What to park, and where.</summary>
internal sealed record ParkedOptions
{
    public const string Usage = """
        usage: LeadDelivery.Bench.Parked seed|live|lateness [--name value]...
          seed      parks leads in a data folder that no host has open, and writes down which are due soon
          live      tells what leads hold that are kept in memory, in folders beside --data
          lateness  waits until the buyer has had those, and tells how late each was
          --config DIR            the host's configuration    --data DIR             its data folder
          --leads 1000000         how many in all             --window 86400         the flow's first window, seconds
          --steady 60000          of them due soon            --rate 500             of those, a second
          --burst 20000           due in one moment after them
          --due FILE              where due times are written --buyer 127.0.0.1:7072 the buyer
          --deadline 900          seconds
        """;

    public required string Command { get; init; }

    public string Config { get; init; } = "";

    public string Data { get; init; } = "";

    public int Leads { get; init; } = 1_000_000;

    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    public int Steady { get; init; } = 60_000;

    public int Rate { get; init; } = 500;

    public int Burst { get; init; } = 20_000;

    public string Due { get; init; } = "due.tsv";

    public IPEndPoint Buyer { get; init; } = IPEndPoint.Parse("127.0.0.1:7072");

    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Throws <see cref="FormatException"/> with the usage.</summary>
    public static ParkedOptions Parse(string[] args)
    {
        if (args is not ["seed" or "live" or "lateness", .. var rest] || rest.Length % 2 != 0)
            throw new FormatException(Usage);
        var options = new ParkedOptions { Command = args[0] };
        for (var i = 0; i < rest.Length; i += 2)
        {
            var value = rest[i + 1];
            options = rest[i] switch
            {
                "--config" => options with { Config = value },
                "--data" => options with { Data = value },
                "--leads" => options with { Leads = Number(value) },
                "--window" => options with { Window = TimeSpan.FromSeconds(Number(value)) },
                "--steady" => options with { Steady = Number(value) },
                "--rate" => options with { Rate = Number(value) },
                "--burst" => options with { Burst = Number(value) },
                "--due" => options with { Due = value },
                "--buyer" => options with { Buyer = IPEndPoint.Parse(value) },
                "--deadline" => options with { Deadline = TimeSpan.FromSeconds(Number(value)) },
                _ => throw new FormatException($"unknown option {rest[i]}\n{Usage}"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
