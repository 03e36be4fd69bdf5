using System.CommandLine;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>The program's options and commands (CONTRACT §6).</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Config = new("--config")
    {
        Description = $"The configuration's folder; samples/quickstart where it is not given ({HostOptionsReader.Prefix}CONFIG)",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = $"Where everything is kept; ./data where it is not given ({HostOptionsReader.Prefix}DATA)",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"What to listen on, separated by ';'; else {HostOptionsReader.DefaultUrl} ({HostOptionsReader.Prefix}URLS)",
        HelpName = "URL",
    };

    private static readonly Option<string?> OperatorKey = new("--operator-key")
    {
        Description = $"The operator's key; made at the first start where it is not given ({HostOptionsReader.Prefix}OPERATOR_KEY)",
        HelpName = "KEY",
    };

    private static readonly Option<bool?> AllowPrivateNetwork = new("--allow-private-network")
    {
        Description = $"Let recipients be on loopback and private networks ({HostOptionsReader.Prefix}ALLOW_PRIVATE_NETWORK=1)",
        Recursive = true,
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Source = new("--source") { Description = "The source whose renames apply", HelpName = "ID" };
    private static readonly Option<bool> Ping = new("--ping") { Description = "The recipient's ping instead of the lead" };
    private static readonly Option<bool> Test = new("--test") { Description = "As a test lead: to the sandbox's URL" };
    private static readonly Argument<string> Folder = new("DIR") { Description = "The configuration's folder" };
    private static readonly Argument<string> Recipient = new("recipient") { Description = "The recipient's id" };
    private static readonly Argument<string> Flow = new("flow") { Description = "The flow's id" };
    private static readonly Argument<string> Lead = new("lead.json") { Description = "A file with the lead's fields as a JSON object" };

    /// <summary>Runs the program; the result is its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var reader = new HostOptionsReader(Environment.GetEnvironmentVariable, Quickstart.Find);
        var parsed = Build(reader, output, errors).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var mistakes = parsed.Errors.Select(error => error.Message).ToList();
            if (parsed.CommandResult.Command is RootCommand)
            {
                // What is wrong with the rest is said too, so that one look mends all.
                reader.Read(Given(parsed), mistakes);
            }

            foreach (var mistake in mistakes)
            {
                await errors.WriteLineAsync(mistake);
            }

            return ExitCodes.Misused;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>What was given of the host's options.</summary>
    internal static GivenOptions Given(ParseResult parsed) => new(
        Value(parsed, Config), Value(parsed, Data), Value(parsed, Urls), Value(parsed, OperatorKey), Asked(parsed));

    /// <summary>The whole command line.</summary>
    internal static RootCommand Build(HostOptionsReader reader, TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Delivers leads to the recipients that a configuration names: API, engine and storage in one process.")
        {
            Config, Data, Urls, OperatorKey, AllowPrivateNetwork,
        };
        root.SetAction((parsed, cancellation) => new ServeCommand(reader, output, errors).RunAsync(Given(parsed), cancellation));

        var check = new Command("check", "Checks a configuration: exits 0, or 2 with every mistake") { Folder };
        check.SetAction(parsed => new CheckCommand(output, errors).Run(parsed.GetRequiredValue(Folder)));
        root.Add(check);

        var preview = new Command("preview", "Prints the request that a lead would make; nothing is sent")
        {
            Folder, Recipient, Lead, Source, Ping, Test,
        };
        preview.SetAction(parsed => new PreviewCommand(output, errors).Run(new PreviewRequest(
            parsed.GetRequiredValue(Folder), parsed.GetRequiredValue(Recipient), parsed.GetRequiredValue(Lead), parsed.GetValue(Source),
            parsed.GetValue(Ping), parsed.GetValue(Test))));
        root.Add(preview);

        var send = new Command("send", "Delivers one lead and prints what became of it") { Folder, Flow, Lead };
        send.SetAction((parsed, cancellation) => new SendCommand(reader, output, errors).RunAsync(
            parsed.GetRequiredValue(Folder), parsed.GetRequiredValue(Flow), parsed.GetRequiredValue(Lead), Given(parsed), cancellation));
        root.Add(send);
        return root;
    }

    private static string? Value(ParseResult parsed, Option<string?> option) =>
        parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    /// <summary>The bare option means true.</summary>
    private static bool? Asked(ParseResult parsed) => parsed.GetResult(AllowPrivateNetwork) is not { } result || result.Errors.Any()
        ? null
        : result.Tokens.Count == 0 || parsed.GetValue(AllowPrivateNetwork) == true;
}
