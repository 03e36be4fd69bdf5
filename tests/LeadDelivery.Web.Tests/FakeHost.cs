using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Testing;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Sandbox;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Web.Tests;

/// <summary>The API over operations that a test scripts: what the web layer does with whatever they answer.</summary>
internal sealed class FakeHost : IAsyncDisposable
{
    public const string Key = "partner-key";
    public const string OtherKey = "other-key";
    public const string OutcomeKey = "outcome-key";
    public const string ReceivedKey = "received-key";
    public const string SlowKey = "slow-key";
    public const string OperatorKeyText = "operator-key";

    public const string BuyerSecret = "buyer-token-0123456789";

    private WebApplication _app = null!;

    private FakeHost()
    {
    }

    /// <summary>What was submitted, in order.</summary>
    public List<Submission> Submitted { get; } = [];

    /// <summary>Leads that waits were made for, and how long.</summary>
    public List<(string Lead, TimeSpan Timeout)> Waits { get; } = [];

    /// <summary>Times a lead was read back.</summary>
    public int Reads { get; private set; }

    public Func<Submission, IntakeResult> OnSubmit { get; set; } = _ => new(IntakeStatus.Accepted, "L1");

    public Func<Submission, PingOffer?> OnPing { get; set; } = _ => null;

    public List<(DateTimeOffset Hour, StoredPingCount Count)> PingCounts { get; } = [];

    /// <summary>The times that pings were counted for.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> CountsAsked { get; } = [];

    public Func<string, TimeSpan, CancellationToken, Task> OnWait { get; set; } = (_, _, _) => Task.CompletedTask;

    public Dictionary<string, LeadView> Leads { get; } = [];

    public Func<LeadFilter, LeadPage> OnList { get; set; } = _ => new([], null);

    public Func<string, string?, RedeliveryStatus> OnRedeliver { get; set; } = (_, _) => RedeliveryStatus.Started;

    public Func<ReviewDecision, (ReviewStatus Status, RedeliveryStatus Refusal)> OnReview { get; set; } = _ => (ReviewStatus.Done, default);

    /// <summary>What was tried at recipients, and by whom.</summary>
    public List<(Trial Trial, string Who)> Trials { get; } = [];

    public Func<Trial, TrialResult?> OnTest { get; set; } = _ => null;

    public Func<string, ImmutableArray<RecipientVersion>> OnVersions { get; set; } = _ => [];

    public Func<string, string, string, RecipientDiff?> OnDiff { get; set; } = (_, _, _) => null;

    /// <summary>How recipients stand; one that is not among them has never been tried.</summary>
    public Dictionary<string, RecipientStanding> Standings { get; } = [];

    /// <summary>What operators decided, in order.</summary>
    public List<(string What, string Recipient, string? Detail, string Who)> Decisions { get; } = [];

    public Func<AlertFilter, AlertPage> OnAlerts { get; set; } = _ => new([], null);

    public List<LeadEvent> Events { get; } = [];

    public HostState State { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    /// <summary>What limits recipients: balances are real.</summary>
    public RecipientLimits Limits { get; } = new(
        new MemoryRecordStore(), new Dedupe(new MemoryRecordStore(), new MemoryLeadKeys()), new UlidFactory(TimeProvider.System), TimeProvider.System);

    public BatchHost Batches { get; } = new(new FixedCatalogs(Catalog));

    public IServiceProvider Services => _app.Services;

    /// <summary>Everything logged, to look for what must not be there.</summary>
    public MemoryLog Log { get; } = new();

    public static Catalog Catalog { get; } = MakeCatalog();

    /// <summary>Starts it on the test server, or on Kestrel with these limits.</summary>
    public static async Task<FakeHost> StartAsync(WebLimits? kestrel = null, WebLimits? limits = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var host = new FakeHost();
        builder.Services.AddSingleton<ICatalogs>(new FixedCatalogs(Catalog));
        builder.Services.AddSingleton(new Core.Delivery.Requests.RequestBuilder(new()));
        builder.Services.AddSingleton(new OperatorKey(OperatorKey.Hash(OperatorKeyText)));
        builder.Services.AddSingleton(new PingOperations
        {
            Offer = (ping, _) => ValueTask.FromResult(host.OnPing(ping)),
            Counts = (from, to, _) =>
            {
                host.CountsAsked.Add((from, to));
                return ValueTask.FromResult<IReadOnlyList<(DateTimeOffset, StoredPingCount)>>(host.PingCounts);
            },
        });
        builder.Services.AddSingleton(host.State);
        builder.Services.AddSingleton(host.Operations());
        builder.Services.AddSingleton(host.Recipients());
        builder.Services.AddSingleton(host.Batches.Operations);
        builder.Services.AddSingleton<ILoggerProvider>(host.Log);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", LogLevel.Warning);
        if ((kestrel ?? limits) is { } chosen)
        {
            builder.Services.AddSingleton(chosen);
        }

        builder.Services.AddLeadDeliveryApi();
        if (kestrel is null)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => KestrelHardening.Apply(options, kestrel));
        }

        var app = host._app = builder.Build();
        app.UseLeadDeliveryEnvelope();
        app.UseRouting();
        app.MapLeadDeliveryApi();
        app.MapSandboxBuyers();
        app.MapGet("/boom", _ => throw new InvalidOperationException("secret of jane@example.com"));
        await app.StartAsync();
        host.State.Started();
        host.Client = kestrel is null ? app.GetTestClient() : new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private RecipientOperations Recipients() => new()
    {
        Test = (trial, who, _) =>
        {
            Trials.Add((trial, who));
            return Task.FromResult(OnTest(trial));
        },
        Versions = (recipient, _) => Task.FromResult(OnVersions(recipient)),
        Diff = (recipient, from, to, _) => Task.FromResult(OnDiff(recipient, from, to)),
        Balance = Limits.Balances.Of,
        TopUp = Limits.Balances.TopUpAsync,
        Movements = Limits.Movements.ListAsync,
        Standing = recipient => Standings.GetValueOrDefault(recipient.Id) ?? RecipientStanding.None,
        Pause = (recipient, reason, who) => Decided("pause", recipient, reason, who),
        Resume = (recipient, who) => Decided("resume", recipient, null, who),
        ForceCircuit = (recipient, open, span, who) => Decided("circuit", recipient, $"{open} {span}", who),
        Alerts = (filter, _) => ValueTask.FromResult(OnAlerts(filter)),
    };

    private Task Decided(string what, string recipient, string? detail, string who)
    {
        Decisions.Add((what, recipient, detail, who));
        return Task.CompletedTask;
    }

    private LeadOperations Operations() => new()
    {
        Submit = (submission, _) =>
        {
            Submitted.Add(submission);
            return ValueTask.FromResult(OnSubmit(submission));
        },
        WaitForOutcome = (lead, timeout, cancellation) =>
        {
            Waits.Add((lead, timeout));
            return OnWait(lead, timeout, cancellation);
        },
        Get = (id, _) =>
        {
            Reads++;
            return ValueTask.FromResult(Leads.GetValueOrDefault(id));
        },
        Events = (id, _) => ValueTask.FromResult(Leads.ContainsKey(id) ? (IReadOnlyList<LeadEvent>?)Events : null),
        List = (filter, _) => ValueTask.FromResult(OnList(filter)),
        Redeliver = (id, recipient, _, _) => ValueTask.FromResult(OnRedeliver(id, recipient)),
        Review = (decision, _) => ValueTask.FromResult(OnReview(decision)),
        Erase = (id, _, _) => ValueTask.FromResult(Leads.Remove(id)),
    };

    private static Catalog MakeCatalog()
    {
        var plan = new Deliver { Path = "plan", Recipient = "buyer" };
        Flow Make(string id, TimeSpan wait) => new()
        {
            Id = id,
            Name = id,
            Wait = wait,
            Plan = plan,
            Nodes = ImmutableDictionary<string, PlanNode>.Empty.Add("plan", plan),
        };
        return Catalog.Empty with
        {
            Version = "v1",
            Flows = new[] { Make("auto", TimeSpan.Zero), Make("patient", TimeSpan.FromSeconds(10)), Make("private", TimeSpan.Zero) }
                .ToImmutableDictionary(flow => flow.Id),
            Mask = SecretMask.Of([BuyerSecret]),
            Batches = ImmutableDictionary<string, Core.Batches.Batch>.Empty.Add(BatchHost.Batch.Id, BatchHost.Batch),
            Recipients = new[]
            {
                MakeRecipient("buyer", "Buyer", "https://buyer.example/leads?v=1", """{"mail":"{{lead.email}}","from":"{{source.id}}"}"""),
                MakeRecipient("seller", "Seller", "/elsewhere", "{}") with { Balance = new(10m), Currency = "EUR" },
            }.ToImmutableDictionary(recipient => recipient.Id),
            Sources = new[]
            {
                MakeSource("partner", Key, ReplyDetail.Full), MakeSource("other", OtherKey, ReplyDetail.Full),
                MakeSource("teller", OutcomeKey, ReplyDetail.Outcome), MakeSource("quiet", ReceivedKey, ReplyDetail.Received),
                MakeSource("slow", SlowKey, ReplyDetail.Full) with { Rate = new(1, TimeSpan.FromHours(1)) },
            }.ToImmutableDictionary(source => source.Id),
        };
    }

    private static Source MakeSource(string id, string key, ReplyDetail reply) => new()
    {
        Id = id,
        Name = id,
        KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes(key)),
        Flows = ["auto", "patient"],
        Reply = reply,
        Fields = ImmutableDictionary<string, string>.Empty.Add("EMail", "email"),
    };

    private static Recipient MakeRecipient(string id, string name, string url, string body) => new()
    {
        Id = id,
        Name = name,
        Type = "http",
        Endpoint = new() { Url = Template.Parse(url, out _)! },
        Body = Template.Parse(body, out _)!,
        Auth = [new BearerAuth(BuyerSecret)],
    };
}

/// <summary>One configuration that never changes.</summary>
internal sealed class FixedCatalogs(Catalog catalog) : ICatalogs
{
    public Catalog Current => catalog;

    public Catalog Version(string version) => catalog;
}

/// <summary>Log lines in memory.</summary>
internal sealed class MemoryLog : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
