using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Hosting;

/// <summary>The whole host in this process, on the quickstart.</summary>
public sealed class EmbeddedHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Sample => Path.Combine(AppContext.BaseDirectory, "samples", "quickstart");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submitted_lead_is_sold_and_read_back_after_a_restart_with_the_key_made_at_first()
    {
        string key, lead;
        await using (var first = await StartAsync())
        {
            key = first.MadeOperatorKey!;
            using var client = new HttpClient { BaseAddress = first.Address };
            var answer = await SubmitAsync(client, 20);
            Assert.Equal(("success", 45.00m), ((string?)answer["outcome"], answer["price"]!.GetValue<decimal>()));
            lead = (string)answer["lead_id"]!;
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        Assert.Null(second.MadeOperatorKey);
        using var again = new HttpClient { BaseAddress = second.Address };
        again.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var read = JsonNode.Parse(await again.GetStringAsync(new Uri($"/api/leads/{lead}", UriKind.Relative)))!;
        Assert.Equal("success", (string?)read["outcome"]);
        Assert.Equal("ann@example.com", (string?)read["fields"]!["email"]);
        var events = JsonNode.Parse(await again.GetStringAsync(new Uri($"/api/leads/{lead}/events", UriKind.Relative)))!.AsArray();
        Assert.Equal("lead.received", (string?)events[0]!["type"]);
    }

    [Fact]
    public async Task Key_is_not_in_the_data_folder()
    {
        await using (var host = await StartAsync())
        {
            var key = Encoding.ASCII.GetBytes(host.MadeOperatorKey!);
            await host.StopAsync();
            await host.DisposeAsync();
            Assert.All(
                Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
                file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(key)));
        }
    }

    [Fact]
    public async Task Second_host_on_one_data_folder_is_refused()
    {
        await using var first = await StartAsync();

        await Assert.ThrowsAsync<DataFolderException>(StartAsync);
    }

    [Fact]
    public async Task Address_in_use_is_refused_and_leaves_the_folder_free()
    {
        await using var other = await StartAsync();
        using var elsewhere = new TemporaryFolder();

        await Assert.ThrowsAsync<IOException>(() => StartAsync(elsewhere.Path, other.Address.Port));
        await using var later = await StartAsync(elsewhere.Path, 0);
        Assert.NotEqual(other.Address, later.Address);
    }

    [Fact]
    public async Task Stopped_host_answers_no_lead_as_taken()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient { BaseAddress = host.Address };
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        await host.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => SubmitAsync(client, 0));
    }

    private static async Task<JsonNode> SubmitAsync(HttpClient client, int wait)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flows/quickstart/leads?wait={wait}");
        request.Headers.Add("X-Api-Key", Quickstart.SourceKey);
        request.Content = new StringContent("""{"email":"ann@example.com","phone_1":"5125550143"}""", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private Task<EmbeddedHost> StartAsync() => StartAsync(Path.Combine(_folder.Path, "data"), 0);

    private static Task<EmbeddedHost> StartAsync(string data, int port) => EmbeddedHost.StartAsync(
        new HostOptions { ConfigFolder = Sample, DataFolder = data, Addresses = [new("127.0.0.1", port)] },
        ConfigurationFolder.Read(Sample),
        CancellationToken.None);
}
