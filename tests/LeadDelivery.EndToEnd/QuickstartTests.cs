using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>What somebody sees who starts the host with nothing, and pastes what it prints.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Start_prints_address_operator_key_and_a_curl_line_that_sells_a_lead()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(new HostSetup { Data = folder.Combine("data"), Operator = null });

        var line = await PrintedCurlAsync(host);
        Assert.Contains(host.Url, host.Output, StringComparison.Ordinal);
        var answer = await Shell.RunAsync(line, folder.Path);

        var lead = new Answer(200, answer[answer.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal("success", lead.Outcome);
        Assert.Contains(lead.Deliveries, delivery => delivery["outcome"]!.GetValue<string>() == "success");
        Assert.Equal(200, await StatusWithPrintedKeyAsync(host, lead.LeadId));
    }

    [Fact]
    public async Task Operator_key_is_printed_at_the_first_start_alone()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(new HostSetup { Data = folder.Combine("data"), Operator = null });
        var key = await PrintedKeyAsync(host);

        await host.KillAsync();
        await host.StartAsync();
        await PrintedCurlAsync(host, times: 2);

        Assert.Equal(host.Output.IndexOf(key, StringComparison.Ordinal), host.Output.LastIndexOf(key, StringComparison.Ordinal));
        Assert.Equal(200, (await host.Api.OperateAsync(HttpMethod.Get, "/api/recipients", key: key)).Status);
    }

    private static async Task<string> PrintedCurlAsync(HostProcess host, int times = 1)
    {
        string[] Lines() => [.. host.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];
        await Eventually.SeeAsync(() => Lines().Length >= times, "no curl line printed");
        return Lines()[^1];
    }

    /// <summary>The key is the one long word without punctuation on the line that speaks of the operator key.</summary>
    private static async Task<string> PrintedKeyAsync(HostProcess host)
    {
        string? Line() => host.Output.Split('\n').FirstOrDefault(line => line.Contains("operator key", StringComparison.OrdinalIgnoreCase));
        await Eventually.SeeAsync(() => Line() is not null, "no operator key printed");
        return Line()!.Split([' ', ':', '\r', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries).MaxBy(word => word.Length)!;
    }

    private static async Task<int> StatusWithPrintedKeyAsync(HostProcess host, string leadId) =>
        (await host.Api.OperateAsync(HttpMethod.Get, $"/api/leads/{leadId}", key: await PrintedKeyAsync(host))).Status;
}
