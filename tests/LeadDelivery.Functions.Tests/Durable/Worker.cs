using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Hosting;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>A Functions worker over storage in memory, a task hub in memory, and a buyer on loopback.</summary>
internal sealed class Worker : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-0123456789abcdef";

    private readonly WebApplication _buyer;

    private Worker(WebApplication buyer) => _buyer = buyer;

    /// <summary>The account.</summary>
    public required FakeStorage Storage { get; init; }

    public required Composition Composition { get; init; }

    public RunningSystem System => Composition.System;

    public IReadOnlyList<Microsoft.AspNetCore.Routing.RouteEndpoint> Routes => System.Routes;

    public Core.Workflow.WorkflowRegistry Registry => System.Registry;

    public TaskHub Hub { get; private set; } = null!;

    /// <summary>Path and key of each request that the buyer got.</summary>
    public ConcurrentQueue<(string Path, string Key)> Requests { get; private init; } = [];

    public required IRecordStore Records { get; init; }

    /// <summary>Where the worker writes files before they are archived; gone with it.</summary>
    public required TemporaryFolder Temporary { get; init; }

    /// <summary>Starts a worker.</summary>
    /// <param name="plan">The flow's plan; buyers: <c>/yes</c>, <c>/no</c>, <c>/down</c>, and <c>/bid?bid=12</c> for pings.</param>
    public static Task<Worker> StartAsync(string plan, Func<IRecordStore, IRecordStore>? around = null, params (string Id, string Yaml)[] recipients) =>
        StartAsync(TimeProvider.System, plan, around, recipients);

    /// <summary>Starts a worker by a clock of the test's own.</summary>
    public static Task<Worker> StartAsync(
        TimeProvider time, string plan, Func<IRecordStore, IRecordStore>? around = null, params (string Id, string Yaml)[] recipients) =>
        StartAsync(time, plan, around, [], recipients);

    /// <summary>Starts a worker that makes files.</summary>
    public static async Task<Worker> StartAsync(
        TimeProvider time, string plan, Func<IRecordStore, IRecordStore>? around, IReadOnlyList<(string Id, string Yaml)> batches,
        params (string Id, string Yaml)[] recipients)
    {
        var requests = new ConcurrentQueue<(string, string)>();
        var buyer = await BuyerAsync(requests);
        var address = buyer.Urls.Single();
        var storage = new FakeStorage(time);
        var records = new TableRecordStore(storage.Table("records"), storage.Container("values"), new TableRecordOptions(), time);
        var seen = around?.Invoke(records) ?? records;
        var keys = new TableLeadKeys(storage.Table("keys"), default, new LeadKeyBlockOptions(), time);
        await keys.WarmAsync();
        var files = ConfigurationFiles.Of(
            [
                new("sources/partner.yaml", "name: Partner\nkey: partner-key-0123456789\n"),
                new("flows/auto.yaml", $"name: Auto\naccept: {{ fields: {{ email: {{ type: email, required: true }} }} }}\nplan: {plan}\n"),
                .. recipients.Select(recipient => new ConfigurationFile($"recipients/{recipient.Id}.yaml", recipient.Yaml.Replace("BUYER", address, StringComparison.Ordinal))),
                .. batches.Select(batch => new ConfigurationFile($"batches/{batch.Id}.yaml", batch.Yaml)),
            ],
            []);
        var clients = new BoundClient();
        var temporary = new TemporaryFolder();
        var composition = await Composition.OfAsync(
            new AzureOptions { Storage = new(), AllowPrivateNetwork = true },
            new AzurePorts
            {
                Records = seen,
                Keys = keys,
                Secrets = new Secrets(),
                Files = new BlobFileStore(storage.Container("files"), null, new BlobFileOptions()),
                Drops = new BlobDrops(storage.Container, new BlobFileOptions()),
                TemporaryFolder = temporary.Path,
                Configuration = _ => Task.FromResult(files),
                Time = time,
            },
            clients, NullLoggerFactory.Instance, CancellationToken.None);
        var worker = new Worker(buyer) { Composition = composition, Records = records, Requests = requests, Storage = storage, Temporary = temporary };
        worker.Hub = new TaskHub(
            context => composition.System.Orchestrations.RunAsync(context.Name, context),
            (name, input) => composition.System.Activities.RunAsync(name, input, CancellationToken.None), time.GetUtcNow());
        clients.Bind(worker.Hub);
        storage.Meter.Reset();
        return worker;
    }

    /// <summary>A recipient at a path of the buyer.</summary>
    public static (string Id, string Yaml) Recipient(string id, string path, string more = "") => (id,
        $$"""
        name: {{id}}
        price: 12.50
        endpoint: { url: "BUYER{{path}}", headers: { X-Key: "{{"{{delivery.key}}"}}" } }
        fields: { email: "{{"{{lead.email}}"}}" }
        response: { success: "json.ok" , reason: json.why }
        retry: { attempts: 3, initial: 30s }
        {{more}}
        """);

    /// <summary>Sends a request to the API as a function does.</summary>
    public Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body = null, string key = OperatorKey, string? idempotencyKey = null) =>
        FunctionCall.SendAsync(System.Api, method, path, body, key, idempotencyKey);

    /// <summary>Submits a lead; its id.</summary>
    public async Task<string> SubmitAsync(string? idempotencyKey = null)
    {
        var (status, body) = await CallAsync("POST", "/api/flows/auto/leads?wait=0", new { email = "ann@example.com" }, "partner-key-0123456789", idempotencyKey);
        Assert.Equal(202, status);
        return body.GetProperty("lead_id").GetString()!;
    }

    /// <summary>Submits a lead and tells how it ended: <c>success 12.50: a failure, b success</c>.</summary>
    public async Task<string> DeliverAsync()
    {
        var lead = await SubmitAsync();
        await Hub.EndOf(lead);
        return await TellAsync(lead);
    }

    /// <summary>How a lead stands.</summary>
    public async Task<string> TellAsync(string lead)
    {
        var (_, body) = await CallAsync("GET", "/api/leads/" + lead);
        var deliveries = body.GetProperty("deliveries").EnumerateArray().Select(delivery => $"{delivery.GetProperty("recipient")} {delivery.GetProperty("outcome")}");
        return $"{body.GetProperty("outcome")} {body.GetProperty("price")}: {string.Join(", ", deliveries)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _buyer.DisposeAsync();
        Temporary.Dispose();
    }

    private static async Task<WebApplication> BuyerAsync(ConcurrentQueue<(string, string)> requests)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            requests.Enqueue((context.Request.Path, context.Request.Headers["X-Key"].ToString()));
            context.Response.StatusCode = context.Request.Path == "/down" ? 500 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(context.Request.Path.Value switch
            {
                "/yes" => """{"ok":true}""",
                "/bid" => $$"""{"ok":true,"bid":{{context.Request.Query["bid"]}},"id":"p1"}""",
                _ => """{"ok":false,"why":"no"}""",
            });
        });
        await app.StartAsync();
        return app;
    }

    private sealed class Secrets : ISecretStore
    {
        public string? Find(string name) => name == "LEADDELIVERY_OPERATOR_KEY" ? OperatorKey : null;
    }
}
