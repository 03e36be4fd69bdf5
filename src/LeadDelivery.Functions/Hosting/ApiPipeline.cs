using LeadDelivery.Web.Api;
using LeadDelivery.Web.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Hosting;

/// <summary>Answers functions' requests with the same endpoints that the embedded host serves.</summary>
public sealed class ApiPipeline(AzureHost host, BoundClient clients)
{
    private const string Prefix = "/api";

    /// <summary>How long a request waits for a worker that has just started; then it is asked to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Answers a request that starts or steers workflows.</summary>
    public Task<IActionResult> AnswerAsync(HttpRequest request, DurableTaskClient client)
    {
        clients.Bind(client);
        return AnswerAsync(request);
    }

    /// <summary>Answers a request.</summary>
    public async Task<IActionResult> AnswerAsync(HttpRequest request)
    {
        var context = request.HttpContext;
        try
        {
            var system = await host.Running.WaitAsync(Patience, context.RequestAborted);

            // The trigger has found its function by the same address: the API finds its endpoint anew.
            context.SetEndpoint(null);
            request.RouteValues.Clear();
            Rebase(request);
            await system.Api(context);
        }
        catch (TimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
        }

        return new EmptyResult();
    }

    /// <summary>Answers a request for nobody, so that the first one of somebody finds all its code at hand.</summary>
    public async Task RehearseAsync(CancellationToken cancellation)
    {
        var context = new DefaultHttpContext { RequestAborted = cancellation };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = Prefix + "/health/ready";
        context.Response.Body = Stream.Null;
        await AnswerAsync(context.Request);
    }

    /// <summary>The pipeline over a container that has what the API needs.</summary>
    internal static (RequestDelegate Api, IReadOnlyList<RouteEndpoint> Routes) Build(IServiceProvider services)
    {
        List<RouteEndpoint> routes = [];
        var app = new ApplicationBuilder(services);

        // The endpoints take what they need from their own container, not from the functions'.
        app.Use(async (context, next) =>
        {
            var outer = context.RequestServices;
            context.RequestServices = services;
            try
            {
                await next(context);
            }
            finally
            {
                context.RequestServices = outer;
            }
        });
        app.UseLeadDeliveryEnvelope();
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapLeadDeliveryApi();
            endpoints.MapSandboxBuyers();
            routes.AddRange(endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>());
        });
        return (app.Build(), routes);
    }

    // Functions serve nothing outside of their prefix; what the API has at its root is found under it.
    private static void Rebase(HttpRequest request)
    {
        foreach (var root in (ReadOnlySpan<string>)["/health", "/sandbox"])
        {
            if (request.Path.StartsWithSegments(Prefix + root, StringComparison.OrdinalIgnoreCase, out var rest))
            {
                request.Path = root + rest;
            }
        }
    }
}
