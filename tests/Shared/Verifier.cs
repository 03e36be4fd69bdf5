using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadDelivery.Tests.Shared;

/// <summary>Other people's implementations, run by Node from <c>tests/verifiers</c>: what they accept, recipients accept.</summary>
internal static class Verifier
{
    private const string Install = "npm ci --prefix tests/verifiers";

    /// <summary>Runs a script with this as its standard input; its standard output as JSON.</summary>
    public static async Task<JsonNode> RunAsync(string script, JsonNode input)
    {
        using var process = Start(script);
        await process.StandardInput.WriteAsync(input.ToJsonString());
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script}: {await errors}");
        return JsonNode.Parse(output) ?? throw new JsonException(output);
    }

    /// <summary>Starts a script that goes on until it is killed.</summary>
    public static Process Start(string script, params string[] arguments)
    {
        var folder = WorkingCopy.PathOf("tests", "verifiers");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "jose")), $"The verifiers are not installed: {Install}");
        return Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
