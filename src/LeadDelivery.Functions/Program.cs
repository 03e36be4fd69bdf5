using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddLeadDelivery(AzureOptions.Read(Environment.GetEnvironmentVariable));
await builder.Build().RunAsync();
