using System.Reflection;
using LeadDelivery.Functions.Activities;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>The functions are what the API and the workflows are: none is missing, none leads nowhere.</summary>
public sealed class FunctionTests
{
    private static readonly List<(string Name, MethodInfo Method)> All =
    [
        .. typeof(LeadActivityFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name!, method)).Where(function => function.Item1 is not null),
    ];

    [Fact]
    public void Names_are_unique() => Assert.Equal(All.Count, All.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public async Task Every_endpoint_has_a_function_of_its_own_and_every_function_an_endpoint()
    {
        await using var worker = await Worker.StartAsync("a", null, Worker.Recipient("a", "/yes"));
        var endpoints = worker.Routes.SelectMany(endpoint =>
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {Under(endpoint.RoutePattern.RawText!)}"))
            .Where(endpoint => endpoint != "GET /openapi.json" && endpoint != "HEAD /openapi.json" && !endpoint.Contains("/sandbox/", StringComparison.Ordinal))
            .Order().Distinct().ToList();
        var functions = All.SelectMany(function => function.Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()))
            .OfType<HttpTriggerAttribute>().SelectMany(trigger => trigger.Methods!.Select(method => $"{method.ToUpperInvariant()} /api/{trigger.Route}"))
            .Where(function => !function.Contains("/sandbox/", StringComparison.Ordinal)).Order().ToList();

        Assert.Equal(endpoints, functions);
    }

    [Fact]
    public async Task Every_activity_and_orchestration_has_a_function()
    {
        await using var worker = await Worker.StartAsync("a", null, Worker.Recipient("a", "/yes"));
        var triggered = All.Where(function => function.Method.GetParameters()
                .Any(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null || parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null))
            .Select(function => function.Name).Order();

        Assert.Equal(
            worker.Registry.Activities.Select(activity => activity.Name).Concat(worker.Registry.Orchestrations.Select(code => code.Name)).Distinct().Order(),
            triggered);
    }

    [Theory]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/health/ready", 200)]
    [InlineData("GET", "/api/leads", 200)]
    [InlineData("GET", "/api/leads/01M7Z0N5G8A4SAAMR2MWP18P47", 404)]
    [InlineData("GET", "/api/recipients/a", 200)]
    [InlineData("GET", "/api/openapi.json", 200)]
    [InlineData("DELETE", "/api/leads", 405)]
    [InlineData("POST", "/api/flows/auto/leads", 401)]
    public async Task Endpoints_answer_as_on_the_other_host(string method, string path, int status)
    {
        await using var worker = await Worker.StartAsync("a", null, Worker.Recipient("a", "/yes"));

        Assert.Equal(status, (await worker.CallAsync(method, path)).Status);
    }

    private static string Under(string pattern) =>
        (pattern.StartsWith('/') ? "" : "/") is var slash && (slash + pattern).StartsWith("/api", StringComparison.Ordinal)
            ? (slash + pattern).TrimEnd('/')
            : ("/api" + slash + pattern).TrimEnd('/');
}
