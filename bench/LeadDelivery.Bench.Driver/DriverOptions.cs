using System.Globalization;
using System.Net;

namespace LeadDelivery.Bench.Driver;

/// <summary>What to measure, and where.</summary>
internal sealed record DriverOptions
{
    public const string Usage = """
        usage: LeadDelivery.Bench.Driver load|fill|sync|paced|drain [--name value]...
          load   submit without waiting, then wait until every lead is delivered
          fill   submit without waiting, and stop there
          sync   submit one by one and wait for each outcome
          paced  submit at --rate leads a second, whatever the host does, and wait for each outcome
          drain  wait until the buyer has seen --leads leads and none is pending
          --host 127.0.0.1:7071   the host          --buyer 127.0.0.1:7072  the buyer
          --flow bench            the flow          --api-key KEY           the source's key
          --operator-key KEY      to read leads     --pid PID               the host's process, for memory and CPU
          --leads 50000           how many          --connections 64        how many at once
          --deadline 300          seconds                --rate 800              leads a second
        """;

    public required string Scenario { get; init; }

    public IPEndPoint Host { get; init; } = IPEndPoint.Parse("127.0.0.1:7071");

    public IPEndPoint Buyer { get; init; } = IPEndPoint.Parse("127.0.0.1:7072");

    public string Flow { get; init; } = "bench";

    public string ApiKey { get; init; } = "";

    public string OperatorKey { get; init; } = "";

    public int? ProcessId { get; init; }

    public int Leads { get; init; } = 50_000;

    public int Connections { get; init; } = 64;

    public int Rate { get; init; } = 800;

    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Throws <see cref="FormatException"/> with the usage.</summary>
    public static DriverOptions Parse(string[] args)
    {
        if (args is not ["load" or "fill" or "sync" or "paced" or "drain", .. var rest] || rest.Length % 2 != 0)
            throw new FormatException(Usage);
        var options = new DriverOptions { Scenario = args[0] };
        for (var i = 0; i < rest.Length; i += 2)
        {
            var value = rest[i + 1];
            options = rest[i] switch
            {
                "--host" => options with { Host = IPEndPoint.Parse(value) },
                "--buyer" => options with { Buyer = IPEndPoint.Parse(value) },
                "--flow" => options with { Flow = value },
                "--api-key" => options with { ApiKey = value },
                "--operator-key" => options with { OperatorKey = value },
                "--pid" => options with { ProcessId = Number(value) },
                "--leads" => options with { Leads = Number(value) },
                "--connections" => options with { Connections = Number(value) },
                "--rate" => options with { Rate = Number(value) },
                "--deadline" => options with { Deadline = TimeSpan.FromSeconds(Number(value)) },
                _ => throw new FormatException($"unknown option {rest[i]}\n{Usage}"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
