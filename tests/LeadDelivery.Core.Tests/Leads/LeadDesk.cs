using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Leads;

/// <summary>Everything that runs for a lead, in memory, with scripted recipients.</summary>
internal sealed class LeadDesk : ICatalogs, IChannel
{
    private readonly Dictionary<string, Queue<ChannelReply>> _replies = [];
    private Func<OutboundRequest, ChannelReply>? _answer;

    private readonly Func<CapBook, SourcePings> _pings;

    public LeadDesk(params PlanNode[] plan)
        : this(TimeProvider.System, plan)
    {
    }

    public LeadDesk(TimeProvider time, params PlanNode[] plan)
        : this(time, Sharing.OneProcess, plan)
    {
    }

    public LeadDesk(TimeProvider time, Sharing sharing, params PlanNode[] plan)
    {
        Flow = MakeFlow(plan.Length > 0 ? plan[0] : Deliver("buyer"));
        Ids = new UlidFactory(time);
        Vault = new LeadVault(Keys);
        Waiters = new OutcomeWaiters(Records, time);
        var requests = new RequestBuilder(new RequestBuilderOptions());
        var authenticator = new RequestAuthenticator(this, Records, time, new TokenOptions { FirstPause = TimeSpan.Zero });
        Alerts = new AlertBook(Ids, time);
        Protection = new RecipientProtection(Records, Alerts, Ids, time, sharing);
        var dedupe = new Dedupe(Records, Keys);
        Limits = new RecipientLimits(Records, dedupe, Ids, time, sharing);
        var gates = new RecipientGates([.. Protection.Gates, .. Limits.Gates], [.. Protection.AttemptGates, .. Limits.AttemptGates])
        {
            Performance = Protection.LastHour,
        };
        var registry = new WorkflowRegistry().AddLeadWorkflows(
            this, Vault, Waiters, Ids, time, requests, authenticator, [this], gates, Alerts, new BatchQueue(Ids));
        Workflows = new MemoryWorkflows(Records, registry, time);
        Intake = new LeadIntake(
            Records, Workflows, Vault, dedupe, new LeadHours(), Ids, time, new PingClaims(Records, Keys, this, time))
        {
            Caps = Limits.Caps,
        };
        _pings = caps => new SourcePings(Records, Vault, Ids, time, requests, authenticator, [this], gates) { Caps = caps };
        Pings = _pings(Limits.Caps);
        Reader = new LeadReader(Records, Vault);
        List = new LeadList(Records, Reader);
        Redelivery = new Redelivery(Records, Workflows, Vault, this, Ids, time);
        Erasure = new LeadErasure(Records, Vault, Ids, time);
        Review = new ManualReview(Records, Workflows, Vault, this, Ids, time);
    }

    /// <summary>Answers requests to <c>login.buyer.example</c>, where there is one.</summary>
    public IChannel? TokenServer { get; init; }

    public MemoryRecordStore Records { get; } = new();

    public MemoryLeadKeys Keys { get; } = new();

    public UlidFactory Ids { get; }

    public LeadVault Vault { get; }

    public AlertBook Alerts { get; }

    public RecipientProtection Protection { get; }

    public OutcomeWaiters Waiters { get; }

    public MemoryWorkflows Workflows { get; }

    public RecipientLimits Limits { get; }

    public LeadIntake Intake { get; }

    public SourcePings Pings { get; private set; }

    public LeadReader Reader { get; }

    public LeadList List { get; }

    public Redelivery Redelivery { get; }

    public LeadErasure Erasure { get; }

    public ManualReview Review { get; }

    public Source Source { get; set; } = new() { Id = "partner", Name = "Partner", KeyHash = new byte[32] };

    public Flow Flow { get; set; }

    public ImmutableDictionary<string, Recipient> Recipients { get; set; } = ImmutableDictionary<string, Recipient>.Empty
        .Add("buyer", Buyer("buyer")).Add("second", Buyer("second")).Add("third", Buyer("third")).Add("crm", Buyer("crm"));

    /// <summary>Requests in the order they were sent.</summary>
    public List<OutboundRequest> Sent { get; } = [];

    public string CurrentVersion { get; private set; } = "v1";

    public Catalog Current => new()
    {
        Version = CurrentVersion,
        Sources = ImmutableDictionary<string, Source>.Empty.Add(Source.Id, Source),
        Flows = ImmutableDictionary<string, Flow>.Empty.Add(Flow.Id, Flow),
        Recipients = Recipients,
        Mask = SecretMask.Of(["token-of-the-buyer"]),
    };

    string IChannel.Type => "http";

    /// <summary>Configurations that were in force before.</summary>
    public Dictionary<string, Catalog> Earlier { get; } = [];

    public Catalog Version(string version) =>
        version == CurrentVersion ? Current : Earlier.GetValueOrDefault(version) ?? throw new KeyNotFoundException(version);

    /// <summary>The configuration so far is an earlier one from now on.</summary>
    public void Reload(Flow flow)
    {
        Earlier.Add(CurrentVersion, Current);
        (CurrentVersion, Flow) = ("v" + (Earlier.Count + 1), flow);
    }

    public static Deliver Deliver(string recipient, string? when = null, string? path = null) =>
        new() { Path = path ?? "plan." + recipient, Recipient = recipient, When = when is null ? null : Parse(when) };

    public static Waterfall Waterfall(params PlanNode[] members) => new() { Path = "plan", Members = [.. members] };

    public static Expression Parse(string text) => Expression.Parse(text, out var error) ?? throw new FormatException(error!.Message);

    public static Template Template(string text) => Core.Language.Template.Parse(text, out var error) ?? throw new FormatException(error!.Message);

    public static Recipient Buyer(string id) => new()
    {
        Id = id,
        Name = id,
        Type = "http",
        Endpoint = new Endpoint
        {
            Url = Template($"https://{id}.example/leads"),
            Headers = [new("X-Idempotency-Key", Template("{{delivery.key}}"))],
        },
        Body = Template("""{"email":"{{lead.email}}"}"""),
        Auth = [new BearerAuth("token-of-the-buyer")],
        Response = new ResponseRules
        {
            Success = Parse("json.status == 'accepted'"),
            Reason = [Parse("json.message")],
            LeadId = Parse("json.leadId"),
            Price = Parse("json.price"),
        },
        Retry = new RetryPolicy { Attempts = 3, Jitter = false },
    };

    public static Flow MakeFlow(PlanNode plan, PlanNode? unsold = null, params PlanNode[] also) => new()
    {
        Id = "auto",
        Name = "Auto",
        Plan = plan,
        Unsold = unsold,
        Also = [.. also],
        Nodes = Walk([plan, .. also, .. unsold is null ? [] : new[] { unsold }]).ToImmutableDictionary(node => node.Path),
    };

    /// <summary>What a recipient answers next; its last answer is repeated.</summary>
    public LeadDesk On(string recipient, params ChannelReply[] replies)
    {
        _replies[recipient] = new(replies);
        return this;
    }

    /// <summary>What recipients answer, by the request.</summary>
    public LeadDesk Answering(Func<OutboundRequest, ChannelReply> answer)
    {
        _answer = answer;
        return this;
    }

    public static ChannelReply Accepts(string id = "B1", decimal price = 45.00m) =>
        Answer(200, $$"""{"status":"accepted","leadId":"{{id}}","price":{{price}}}""");

    public static ChannelReply Refuses(string reason = "Outside service area") =>
        Answer(200, $$"""{"status":"rejected","message":"{{reason}}"}""");

    public static ChannelReply Answer(int status, string body) => new()
    {
        Category = SendCategory.Answered,
        Status = status,
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/json",
        Duration = TimeSpan.FromMilliseconds(12),
    };

    public static ChannelReply Unanswered() => new()
    {
        Category = SendCategory.Unanswered,
        Failure = SendFailure.Timeout,
        Error = "no answer within 10 s",
        Duration = TimeSpan.FromSeconds(10),
    };

    public static ChannelReply NotSent() => new()
    {
        Category = SendCategory.NotSent,
        Failure = SendFailure.Transport,
        Error = "connection refused",
    };

    public static ValueObject Fields(string email = "ann@example.com", string phone = "5551234567", params (string Name, Value Value)[] more) =>
        ValueObject.From(
        [
            new("email", Value.Of(email)),
            new("phone_1", Value.Of(phone)),
            .. more.Select(field => new KeyValuePair<string, Value>(field.Name, field.Value)),
        ]);

    public Task<IntakeResult> SubmitAsync(ValueObject? fields = null, string? key = null, bool test = false)
    {
        fields ??= Fields();
        return Intake.SubmitAsync(
            new Submission(Current, Source, Flow, fields, test, key, SHA256.HashData(ValueJson.ToUtf8(Value.Of(fields)))),
            CancellationToken.None).AsTask();
    }

    /// <summary>Pings go on with the counts that are on disk, as after a restart.</summary>
    public async Task RestartPingsAsync()
    {
        var caps = new CapBook(Records, TimeProvider.System);
        await caps.LoadAsync(CancellationToken.None);
        Pings = _pings(caps);
    }

    /// <summary>Submits, lets it end, and reads it back.</summary>
    public async Task<LeadView> DeliverAsync(ValueObject? fields = null, bool test = false)
    {
        var result = await SubmitAsync(fields, test: test);
        await Workflows.EndOf(result.LeadId!);
        return (await Reader.GetAsync(result.LeadId!, CancellationToken.None))!;
    }

    public Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        if (TokenServer is not null && request.Url.Host == "login.buyer.example")
        {
            return TokenServer.SendAsync(request, cancellation);
        }

        lock (_replies)
        {
            Sent.Add(request);
            if (_answer is not null)
            {
                return Task.FromResult(_answer(request));
            }

            var replies = _replies.GetValueOrDefault(request.Recipient.Id);
            return Task.FromResult(replies is null ? Accepts() : replies.Count > 1 ? replies.Dequeue() : replies.Peek());
        }
    }

    private static IEnumerable<PlanNode> Walk(IEnumerable<PlanNode> nodes) =>
        nodes.SelectMany(node => Walk(node.Children).Prepend(node));
}
