using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Batches;
using LeadDelivery.Web.Leads;
using LeadDelivery.Web.OpenApi;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Pings;
using LeadDelivery.Web.Recipients;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadDelivery.Web.Api;

/// <summary>How a host serves the API.</summary>
public static class ApiHosting
{
    /// <summary>
    /// Adds what the API needs. The host has registered, or registers besides: <see cref="LeadOperations"/>, <see cref="RecipientOperations"/>,
    /// <see cref="PingOperations"/>, <see cref="BatchOperations"/>,
    /// <see cref="ICatalogs"/>, <see cref="OperatorKey"/>, <see cref="HostState"/> and the builder of requests.
    /// </summary>
    public static IServiceCollection AddLeadDeliveryApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddLogging();
        services.TryAddSingleton<WebLimits>();
        services.TryAddSingleton<SourceKeys>();
        services.TryAddSingleton<SourceRates>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>Request id, problem documents and the rest that every answer has. First in the pipeline, before routing.</summary>
    public static IApplicationBuilder UseLeadDeliveryEnvelope(this IApplicationBuilder app) => app.UseMiddleware<RequestEnvelope>();

    /// <summary>Maps every endpoint of the API.</summary>
    public static IEndpointRouteBuilder MapLeadDeliveryApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapLeads();
        endpoints.MapPings();
        endpoints.MapRecipients();
        endpoints.MapBatches();
        endpoints.MapAlerts();
        endpoints.MapHealth();
        endpoints.MapOpenApi();
        return endpoints;
    }
}
