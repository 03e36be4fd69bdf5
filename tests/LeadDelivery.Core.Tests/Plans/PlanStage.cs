using System.Globalization;
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
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>
/// A flow as it is written in a file, and buyers a to h that do as they are told, in virtual time. What buyers say:
/// <c>a refuses · b accepts 20.00 after 3s · c is down, then accepts 5</c>; who is not mentioned accepts at 10. Who is said to bid, or
/// not to, is pinged in auctions: <c>a bids 20 · b bids 12 or 30 alone for 5s after 1s · c does not bid</c>; where nothing else is said
/// it accepts, and names no price.
/// </summary>
internal sealed class PlanStage : ICatalogs, IChannel, IGate
{
    private const string Buyer = """
        type: http
        endpoint: { url: "https://buyer.example/leads", sandbox_url: "https://sandbox.buyer.example/leads" }
        fields: { id: "{{lead.id}}", key: "{{delivery.key}}", ping: "{{ping.id}}", alone: "{{ping.exclusive}}", offer: "{{ping.offer}}" }
        response:
          success: "json.status == 'accepted'"
          duplicate: "json.status == 'duplicate'"
          queued: "json.status == 'queued'"
          price: json.price
        """;

    private readonly Dictionary<string, Queue<Says>> _says = [];
    private readonly Dictionary<string, Queue<BidSays>> _bids = [];
    private readonly Dictionary<string, Closed> _closed = [];
    private readonly UlidFactory _ids;
    private readonly MemoryLeadKeys _keys = new();
    private readonly LeadVault _vault;
    private readonly Catalog _catalog;

    /// <param name="flow">The flow's file; without <c>plan:</c> at its start it is the plan alone.</param>
    /// <param name="buyers">What they say.</param>
    /// <param name="recipients">Further keys of recipients; one attempt each where no retry is given. Of <c>source</c>: its test rule.</param>
    public PlanStage(string flow, string buyers = "", params (string Id, string Yaml)[] recipients)
    {
        _ids = new UlidFactory(Loop);
        _vault = new(_keys);
        foreach (var sentence in buyers.Split('·', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = sentence.Split(' ', 2);
            if (BidSays.IsOne(words[1]))
            {
                _bids[words[0]] = new(words[1].Split(", then ").Select(BidSays.Parse));
            }
            else
            {
                _says[words[0]] = new(words[1].Split(", then ").Select(Says.Parse));
            }
        }

        _catalog = Loading.Good(
        [
            ("flows/auto.yaml", flow.Contains("plan:", StringComparison.Ordinal) && !flow.StartsWith('{') ? flow : $"plan: {flow}\n"),
            .. recipients.Where(file => file.Id == "source").Select(file => ("sources/partner.yaml", $"{Loading.Source}test: {{ {file.Yaml} }}\n")),
            .. "abcdefgh".Select(id => ($"recipients/{id}.yaml", Recipient($"{id}", recipients) + (_bids.ContainsKey($"{id}") ? BidSays.Ping : ""))),
        ]);
        var alerts = new AlertBook(_ids, Loop);
        alerts.Raised += Alerts.Add;
        var dedupe = new Dedupe(Records, _keys);
        Limits = new RecipientLimits(Records, dedupe, _ids, Loop);
        var registry = new WorkflowRegistry().AddLeadWorkflows(
            this, _vault, new OutcomeWaiters(Records, Loop), _ids, Loop, new RequestBuilder(new RequestBuilderOptions()),
            new RequestAuthenticator(this, Records, Loop, new TokenOptions()), [this],
            new RecipientGates([this, .. Limits.Gates], Limits.AttemptGates) { Performance = Performance }, alerts, new BatchQueue(_ids));
        Workflows = new VirtualWorkflows(
            Loop, Records, registry, lane => _catalog.Recipients.GetValueOrDefault(lane.Split('/')[^1])?.Concurrency ?? 64);
    }

    public VirtualLoop Loop { get; } = new();

    public MemoryRecordStore Records { get; } = new();

    public VirtualWorkflows Workflows { get; }

    public RecipientLimits Limits { get; }

    public FakePerformance Performance { get; } = new();

    public List<Alert> Alerts { get; } = [];

    /// <summary>Whom requests went to, when after the start, and under which key.</summary>
    public List<(string Recipient, TimeSpan At, string Key)> Sent { get; } = [];

    /// <summary>Who was pinged, and when after the start.</summary>
    public List<(string Recipient, TimeSpan At)> Pinged { get; } = [];

    /// <summary>Whose pings were given up before they were answered.</summary>
    public List<string> GivenUp { get; } = [];

    /// <summary>The bodies of posts as they were sent.</summary>
    public List<string> Posts { get; } = [];

    /// <summary>Awaited after a request to a recipient has left, before its answer.</summary>
    public Func<string, Task> BeforeReply { get; set; } = _ => Task.CompletedTask;

    /// <summary>Places given back and not: the gate's count by delivery key.</summary>
    public Dictionary<string, string> Reserved { get; } = [];

    public Catalog Current => _catalog;

    string IChannel.Type => "http";

    public Catalog Version(string version) => _catalog;

    /// <summary>A buyer's gate stays closed; begin the recipient's file with a rule, so that its gates are asked.</summary>
    public PlanStage Close(string recipient, string reason, bool technical = false)
    {
        _closed[recipient] = new(reason, technical);
        return this;
    }

    public void Open(string recipient) => _closed.Remove(recipient);

    /// <summary>Submits a lead and lets everything end that it began.</summary>
    public LeadView Deliver(bool test = false, params (string Name, Value Value)[] fields) => Loop.Run(async () =>
    {
        var (leadId, end) = await SubmitAsync(test, fields);
        await end;
        return (await new LeadReader(Records, _vault).GetAsync(leadId, CancellationToken.None))!;
    });

    /// <summary>The lead as told in one line: outcome and price, then each delivery's.</summary>
    public string Tell(params (string Name, Value Value)[] fields) => Told(Deliver(false, fields));

    /// <summary>When the lead was submitted.</summary>
    public DateTimeOffset Started => _submitted;

    /// <summary>How long after its submit the source had its answer.</summary>
    public TimeSpan Answered(LeadView lead) => lead.EndedAt!.Value - lead.ReceivedAt;

    public StoredSummary Summary(string leadId) => Loop.Run(async () =>
        LeadRecords.Summary((await Records.FindSummaryAsync(leadId, CancellationToken.None))!));

    public static string Told(LeadView lead) => string.Join(" · ", new[] { Told(lead.Outcome, lead.Price) }
        .Concat(lead.Deliveries.Select(delivery => $"{delivery.Recipient} {Told(delivery.Outcome, delivery.Price)}")));

    ValueTask<Closed?> IGate.PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) =>
        ValueTask.FromResult(_closed.GetValueOrDefault(passage.Recipient.Id));

    ValueTask<Closed?> IGate.EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation)
    {
        var closed = _closed.GetValueOrDefault(passage.Recipient.Id);
        if (closed is null)
        {
            Reserved[passage.Key] = "reserved";
        }

        return ValueTask.FromResult(closed);
    }

    ValueTask IGate.LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        if (Reserved.ContainsKey(departure.Key))
        {
            Reserved[departure.Key] = departure.Outcome == Outcome.Success ? "sold" : "released";
        }

        return default;
    }

    public async Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        var id = request.Recipient.Id;
        var began = Loop.GetUtcNow();
        if (request.Url.AbsolutePath == BidSays.Path)
        {
            return await PingedAsync(id, began, cancellation);
        }

        Posts.Add(Encoding.UTF8.GetString(request.Body.Span));
        var key = ValueJson.Parse(request.Body.Span).AsObject.Members.Single(member => member.Key == "key").Value.AsText;
        Sent.Add((id, began - _submitted, key));
        var queue = _says.GetValueOrDefault(id);
        var says = queue is null ? Says.Parse(_bids.ContainsKey(id) ? "accepts" : "accepts 10") : queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        await Loop.AfterAsync(says.After);
        await BeforeReply(id);
        return says.Reply with { Duration = Loop.GetUtcNow() - began };
    }

    private async Task<ChannelReply> PingedAsync(string id, DateTimeOffset began, CancellationToken cancellation)
    {
        Pinged.Add((id, began - _submitted));
        var queue = _bids[id];
        var says = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        try
        {
            await Loop.UntilAsync(says.After is { } wait ? began + wait : DateTimeOffset.MaxValue, cancellation);
        }
        catch (OperationCanceledException)
        {
            GivenUp.Add(id);
            throw;
        }

        return says.Reply($"{id}{Pinged.Count(ping => ping.Recipient == id)}") with { Duration = Loop.GetUtcNow() - began };
    }

    /// <summary>What the ledger holds of a lead.</summary>
    public IReadOnlyList<LeadEvent> Events(string leadId) => Loop.Run(async () =>
        (await new LeadReader(Records, _vault).EventsAsync(leadId, CancellationToken.None))!);

    private DateTimeOffset _submitted;

    private async Task<(string LeadId, Task End)> SubmitAsync(bool test, (string Name, Value Value)[] fields)
    {
        _submitted = Loop.GetUtcNow();
        var intake = new LeadIntake(
            Records, Workflows, _vault, new Dedupe(Records, _keys), new LeadHours(), _ids, Loop)
        { Caps = Limits.Caps };
        var sent = ValueObject.From(fields.Select(field => new KeyValuePair<string, Value>(field.Name, field.Value)));
        var result = await intake.SubmitAsync(
            new Submission(_catalog, _catalog.Sources["partner"], _catalog.Flows["auto"], sent, test, null, SHA256.HashData("x"u8)),
            CancellationToken.None);
        return (result.LeadId!, Workflows.Instances[result.LeadId!]);
    }

    private static string Recipient(string id, (string Id, string Yaml)[] more)
    {
        var own = string.Concat(more.Where(recipient => recipient.Id == id).Select(recipient => recipient.Yaml + "\n"));
        return $"{Buyer}\n{own}{(own.Contains("retry:", StringComparison.Ordinal) ? "" : "retry: { attempts: 1 }\n")}";
    }

    private static string Told(Outcome outcome, decimal? price) =>
        outcome.Name() + (price is { } amount ? " " + amount.ToString("0.00", CultureInfo.InvariantCulture) : "");

    /// <summary>What a buyer does with one request.</summary>
    private sealed record Says(ChannelReply Reply, TimeSpan After)
    {
        public static Says Parse(string text)
        {
            var parts = text.Split(" after ");
            var after = parts.Length > 1 ? Span(parts[1]) : TimeSpan.Zero;
            return new(Of(parts[0].Split(' ')), after);
        }

        private static TimeSpan Span(string text) => (text[^1], int.Parse(text[..^1], CultureInfo.InvariantCulture)) switch
        {
            ('s', var seconds) => TimeSpan.FromSeconds(seconds),
            ('m', var minutes) => TimeSpan.FromMinutes(minutes),
            ('h', var hours) => TimeSpan.FromHours(hours),
            _ => throw new FormatException(text),
        };

        private static ChannelReply Of(string[] words) => words switch
        {
            ["accepts"] => Answer(200, """{"status":"accepted"}"""),
            ["accepts", var price] => Answer(200, $$"""{"status":"accepted","price":{{price}}}"""),
            ["refuses"] => Answer(200, """{"status":"rejected"}"""),
            ["knows", "it"] => Answer(200, """{"status":"duplicate"}"""),
            ["queues", "it"] => Answer(200, """{"status":"queued"}"""),
            ["breaks"] => Answer(500, "oops"),
            ["is", "down"] => new() { Category = SendCategory.NotSent, Failure = SendFailure.Transport, Error = "connection refused" },
            ["hangs"] => new() { Category = SendCategory.Unanswered, Failure = SendFailure.Timeout, Error = "no answer" },
            _ => throw new FormatException(string.Join(' ', words)),
        };

        private static ChannelReply Answer(int status, string body) => new()
        {
            Category = SendCategory.Answered,
            Status = status,
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = "application/json",
        };
    }
}

/// <summary>Last hours as a test says.</summary>
internal sealed class FakePerformance : Dictionary<string, (decimal, TimeSpan, int)>, IPerformance
{
    public (decimal AcceptanceRate, TimeSpan Response, int Attempts)? Of(string recipientId) =>
        TryGetValue(recipientId, out var known) ? known : null;
}
