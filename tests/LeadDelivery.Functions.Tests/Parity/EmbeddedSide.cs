using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Functions.Tests.Durable;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>The embedded host.</summary>
internal sealed class EmbeddedSide : Side
{
    private readonly TemporaryFolder _folder;
    private readonly EmbeddedHost _host;
    private readonly HttpClient _client;

    private EmbeddedSide(Buyers buyers, TemporaryFolder folder, EmbeddedHost host)
        : base(buyers)
    {
        (_folder, _host) = (folder, host);
        _client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(90) };
    }

    public static async Task<EmbeddedSide> StartAsync(Func<string, IEnumerable<ConfigurationFile>> configuration)
    {
        var buyers = await Buyers.StartAsync();
        var folder = new TemporaryFolder();
        var config = Path.Combine(folder.Path, "config");
        foreach (var file in configuration(buyers.Address))
        {
            var path = Path.Combine(config, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text);
        }

        var host = await EmbeddedHost.StartAsync(
            new HostOptions
            {
                ConfigFolder = config,
                DataFolder = Path.Combine(folder.Path, "data"),
                Addresses = [new("127.0.0.1", 0)],
                OperatorKey = Worker.OperatorKey,
                AllowPrivateNetwork = true,
            },
            ConfigurationFolder.Read(config), CancellationToken.None);
        return new(buyers, folder, host);
    }

    public override async Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body, bool isSource, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (isSource)
        {
            request.Headers.Add("X-Api-Key", SourceKey);
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Worker.OperatorKey);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text is ['{' or '[', ..] ? JsonDocument.Parse(text).RootElement : default);
    }

    public override async Task<JsonElement[]> ReadAsync(string path) => [(await CallAsync("GET", path, null, false, null)).Body];

    public override async Task EndOf(string instance)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await _host.EndedAsync(instance, limit.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
        await base.DisposeAsync();
    }
}
