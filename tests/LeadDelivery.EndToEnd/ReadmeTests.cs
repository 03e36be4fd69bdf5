using System.Text.RegularExpressions;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The tour of the README, typed as it stands there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Tour_runs_as_printed()
    {
        var blocks = BashBlocks();
        var kill = blocks.FindIndex(block => block.Contains("kill -9", StringComparison.Ordinal));
        Assert.True(kill > 0, "The tour kills the process.");
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(new HostSetup { Data = folder.Combine("data") });
        (string, string)[] typed = [("URL", host.Url), ("KEY", HostSetup.OperatorKey)];

        // One shell for what is typed in one terminal; the process to kill is ours, not any other on this machine.
        var before = string.Join("\necho\n", blocks.Take(kill + 1));
        var output = await Shell.RunAsync(KillLine().Replace(before, $"kill -9 {host.ProcessId}"), folder.Path, typed);
        await host.ExitAsync();
        await host.StartAsync();
        var recovered = await Eventually.SeeAsync(
            () => Shell.RunAsync(string.Join("\necho\n", blocks.Skip(kill + 1)), folder.Path, typed),
            text => !text.Contains("\"outcome\":\"pending\"", StringComparison.Ordinal));

        Assert.Equal("success", new Answer(200, await File.ReadAllTextAsync(folder.Combine("lead.json"))).Outcome);
        Assert.Contains("attempt.ended", output, StringComparison.Ordinal);
        Assert.Contains("\"failure\"", output, StringComparison.Ordinal);
        Assert.Equal("pending", new Answer(202, await File.ReadAllTextAsync(folder.Combine("killed.json"))).Outcome);
        Assert.Equal("success", new Answer(200, recovered).Outcome);
    }

    private static List<string> BashBlocks() =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("kill -9 .*")]
    private static partial Regex KillLine();
}
