using System.Text.Json.Nodes;
using LeadDelivery.Tests.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Tests;

public sealed class OpenApiTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/api/openapi.json")]
    [InlineData("/openapi.json")]
    public async Task Description_is_there_for_anyone(string path)
    {
        using var response = await _host.Client.GetAsync(path);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("3.1", (string?)(await response.JsonAsync())["openapi"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Description_names_every_endpoint_and_no_other()
    {
        var served = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {"/" + endpoint.RoutePattern.RawText!.Trim('/')}"))
            .Where(call => !call.StartsWith("HEAD ", StringComparison.Ordinal))
            .Where(call => !call.Contains(" /sandbox/", StringComparison.Ordinal) && call != "GET /boom");
        using var response = await _host.Client.GetAsync("/api/openapi.json");
        var described = (await response.JsonAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(call => $"{call.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(served.Order(), described.Order());
    }

    [Fact]
    public async Task Page_of_the_api_names_every_call()
    {
        var page = WorkingCopy.Page("http-api.md");
        using var response = await _host.Client.GetAsync("/api/openapi.json");

        var calls = (await response.JsonAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(call => (Method: call.Key.ToUpperInvariant(), Path: path.Key)));

        // The description itself is under both addresses, and two calls in one row share their beginning.
        Assert.All(
            calls.Where(call => call.Path != "/api/openapi.json"),
            call => Assert.True(
                page.Contains($"`{call.Method} {call.Path}`", StringComparison.Ordinal)
                || page.Contains($"`…/{call.Path.Split('/')[^1]}`", StringComparison.Ordinal),
                $"{call.Method} {call.Path}"));
    }

    [Fact]
    public async Task Every_reference_in_the_description_leads_somewhere()
    {
        using var response = await _host.Client.GetAsync("/api/openapi.json");
        var document = await response.JsonAsync();

        var references = References(document).ToList();

        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var target = reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, part) => node?[part]);
            Assert.True(target is not null, reference);
        }
    }

    [Fact]
    public async Task Every_operation_has_its_own_id_and_an_answer()
    {
        using var response = await _host.Client.GetAsync("/api/openapi.json");
        var operations = (await response.JsonAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(o => o.Value!).ToList();

        Assert.Equal(operations.Count, operations.Select(o => (string?)o["operationId"]).Distinct().Count());
        Assert.All(operations, operation => Assert.NotEmpty(operation["responses"]!.AsObject()));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => m.Key == "$ref" ? [(string)m.Value!] : References(m.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
