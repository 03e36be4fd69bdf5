using System.Diagnostics;
using System.Text;
using LeadDelivery.Functions.Hosting;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Bench.AzureStart;

/// <summary>How long a start took: each part by itself.</summary>
/// <param name="Busy">Processor time of <paramref name="Composed"/>, over all threads: what it takes on a machine with other work too.</param>
/// <param name="Composed">Until the configuration is read and in force, the stores are open and what they hold of recipients is loaded.</param>
/// <param name="Answered">From then until the first lead of the process is stored, started and answered.</param>
/// <param name="Next">The lead after it.</param>
internal sealed record StartFigures(TimeSpan Busy, TimeSpan Composed, TimeSpan Answered, TimeSpan Next);

/// <summary>A worker's own work when it starts, over storage in memory: what Azure and its SDKs add is not in it.</summary>
internal static class Start
{
    private const string Key = "operator-key-0123456789abcdef";

    /// <summary>Starts once, as the first thing of a process.</summary>
    public static async Task<StartFigures> OnceAsync(int recipients)
    {
        var storage = new FakeStorage();
        Place(storage.Container("configuration"), recipients);
        Environment.SetEnvironmentVariable("LEADDELIVERY_OPERATOR_KEY", Key);
        var before = Environment.CpuUsage.TotalTime;
        var since = Stopwatch.GetTimestamp();
        var composition = await ComposeAsync(storage);
        var composed = Stopwatch.GetElapsedTime(since);
        var busy = Environment.CpuUsage.TotalTime - before;

        since = Stopwatch.GetTimestamp();
        await PostAsync(composition.System);
        var answered = Stopwatch.GetElapsedTime(since);

        since = Stopwatch.GetTimestamp();
        await PostAsync(composition.System);
        return new(busy, composed, answered, Stopwatch.GetElapsedTime(since));
    }

    private static async Task<Composition> ComposeAsync(FakeStorage storage)
    {
        var time = TimeProvider.System;
        var secrets = new VaultSecrets(null, new VaultSecretOptions(), time);
        var store = new TableRecordStore(storage.Table("records"), storage.Container("values"), new TableRecordOptions(), time);
        var keys = new TableLeadKeys(storage.Table("keys"), default, new LeadKeyBlockOptions(), time);
        await keys.WarmAsync();
        var configuration = new BlobConfiguration(storage.Container("configuration"));
        var clients = new BoundClient();
        clients.Bind(new NoHub());
        return await Composition.OfAsync(
            new AzureOptions { Storage = new() },
            new AzurePorts
            {
                Records = store,
                Keys = keys,
                Secrets = secrets,
                Files = new BlobFileStore(storage.Container("files"), null, new BlobFileOptions()),
                Drops = new BlobDrops(storage.Container, new BlobFileOptions()),
                Configuration = configuration.ReadAsync,
            },
            clients, NullLoggerFactory.Instance, CancellationToken.None);
    }

    private static async Task PostAsync(RunningSystem system)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        var body = Encoding.UTF8.GetBytes("""{"first_name":"Ann","last_name":"Ray","email":"ann@example.com","phone":"5125550142","state":"TX"}""");
        context.Request.Method = "POST";
        context.Request.Path = "/api/flows/auto/leads";
        context.Request.QueryString = new("?wait=0");
        context.Request.Headers["X-Api-Key"] = "partner-key-0123456789";
        context.Request.ContentType = "application/json";
        context.Request.ContentLength = body.Length;
        context.Request.Body = new MemoryStream(body);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await system.Api(context);
        if (context.Response.StatusCode != 202)
        {
            throw new InvalidOperationException($"answered {context.Response.StatusCode}");
        }
    }

    private static void Place(FakeBlobContainer container, int recipients)
    {
        container.Place("sources/partner.yaml", "name: Partner\nkey: partner-key-0123456789\n");
        container.Place("flows/auto.yaml", $$"""
            name: Auto
            accept: { fields: { email: { type: email, required: true }, first_name: { type: text }, last_name: { type: text }, phone: { type: phone }, state: { type: state } } }
            plan: { waterfall: [{{string.Join(", ", Enumerable.Range(0, recipients).Select(number => $"r{number}"))}}] }
            """);
        for (var number = 0; number < recipients; number++)
        {
            container.Place($"recipients/r{number}.yaml", $$$$"""
                name: Recipient {{{{number}}}}
                price: 12.50
                when: "state in ['TX', 'CA', 'NY']"
                caps: { daily: 100 }
                endpoint: { url: "https://buyer{{{{number}}}}.example/leads", headers: { X-Key: "{{delivery.key}}" } }
                fields:
                  contact: { name: "{{first_name}} {{last_name}}", email: "{{lead.email}}", phone: { $value: "{{lead.phone}}", $format: "###-###-####" } }
                  state: { $value: "{{lead.state}}", $map: { TX: 1, CA: 2, "*": 9 } }
                response: { success: "json.ok == true", reason: json.why, price: json.price }
                retry: { attempts: 3, initial: 30s }
                """);
        }
    }
}
