using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw Signature.Only();
}

public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    internal FunctionsApplicationBuilder() => throw Signature.Only();

    public IDictionary<object, object> Properties => throw Signature.Only();

    public ConfigurationManager Configuration => throw Signature.Only();

    public IHostEnvironment Environment => throw Signature.Only();

    public ILoggingBuilder Logging => throw Signature.Only();

    public IMetricsBuilder Metrics => throw Signature.Only();

    public IServiceCollection Services => throw Signature.Only();

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHost Build() => throw Signature.Only();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => throw Signature.Only();
}

internal static class Signature
{
    public static NotSupportedException Only() =>
        new("This build has the signatures of the Azure Functions worker, not the worker: build with -p:AzurePackages=true.");
}
