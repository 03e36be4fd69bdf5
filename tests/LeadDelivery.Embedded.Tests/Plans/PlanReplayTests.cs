using System.Collections.Concurrent;
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
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Tests.Engine;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Plans;

/// <summary>
/// Plans on the real engine, rebuilt by replay at every input and compared with a second replay after it: whatever order answers come
/// in, the history leads to the same decisions, also when the engine dies in the middle.
/// </summary>
public sealed class PlanReplayTests : IDisposable
{
    private const int Leads = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nested_plans_replay_to_the_same_decisions_and_end_with_one_buyer(int seed)
    {
        var plans = new RandomPlans(seed);
        var world = new World([.. Enumerable.Range(0, Leads).Select(_ => plans.Next())], seed);
        await using (var first = world.Open(_folder))
        {
            for (var lead = 0; lead < Leads; lead++)
            {
                await world.SubmitAsync(first, lead);
            }

            // Answers come within 30 ms and windows close after 100: some are under way when the engine dies.
            await world.Answered;
            await first.CrashAsync();
        }

        await using var second = world.Open(_folder);
        foreach (var (id, flow) in world.Submitted)
        {
            var end = await second.EndAsync(id, seconds: 60);
            Assert.True(end.Status == InstanceStatus.Completed, $"seed {seed}, {world.Plans[flow]}: {end.Status} {end.Error}\n{second.Log}");
            var lead = (await new LeadReader(second.Store, world.Vault).GetAsync(id, CancellationToken.None))!;
            var told = $"seed {seed}, {world.Plans[flow]}: {lead.Outcome} {lead.Price} {string.Join(", ", lead.Deliveries.Select(d => $"{d.Recipient} {d.Outcome} {d.Reason}"))}";
            var sales = lead.Deliveries.Where(delivery => delivery.Outcome == Outcome.Success).ToList();
            Assert.True(lead.Outcome != Outcome.Pending && lead.Deliveries.All(delivery => delivery.Outcome != Outcome.Pending), told);
            Assert.True(sales.Count <= 1 || world.Plans[flow].Contains("parallel", StringComparison.Ordinal), told);
            Assert.True((lead.Price ?? 0) == sales.Sum(sale => sale.Price), told);
            Assert.True(lead.Outcome == Outcome.Success == sales.Count > 0 || world.Plans[flow].Contains("require", StringComparison.Ordinal), told);
        }
    }

    /// <summary>Plans up to three deep.</summary>
    private sealed class RandomPlans(int seed)
    {
        private readonly Random _random = new(seed);

        public string Next(int depth = 0)
        {
            var kind = depth == 3 ? 0 : _random.Next(depth == 0 ? 1 : 0, 7);
            return kind switch
            {
                0 => $"{"abcdef"[_random.Next(6)]}",
                1 => $"{{ waterfall: [{Members(depth)}] }}",
                2 => $"{{ race: [{Members(depth)}] }}",
                3 => $"{{ parallel: [{Members(depth)}]{(_random.Next(2) == 0 ? ", require: all" : "")} }}",
                4 => $"{{ rotate: {{ members: [{Rotating(depth)}], by: {Pick("weight", "round_robin", "least_recent")}, then_rest: {Pick("true", "false")} }} }}",
                5 => $"{{ route: [{{ when: \"{Pick("true", "false")}\", then: {Next(depth + 1)} }}, {{ else: {Next(depth + 1)} }}] }}",
                _ => $"{{ windows: [{{ for: {Pick("150ms", "250ms")}, plan: {Next(depth + 1)}{Pick("", ", every: 100ms")} }}"
                    + $", {{ for: 150ms, plan: {Next(depth + 1)} }}] }}",
            };
        }

        private string Members(int depth) => string.Join(", ", Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Next(depth + 1)));

        private string Rotating(int depth) =>
            string.Join(", ", Enumerable.Range(0, 2).Select(at => $"{{ plan: {Next(depth + 1)}, weight: {at + 1} }}"));

        private string Pick(params string[] of) => of[_random.Next(of.Length)];
    }

    /// <summary>Everything that outlives an engine: the configuration, the buyers, the leads' keys.</summary>
    private sealed class World(string[] plans, int seed) : ICatalogs, IChannel, ILaneLimits
    {
        private readonly Random _random = new(seed);
        private readonly UlidFactory _ids = new(TimeProvider.System);
        private readonly MemoryLeadKeys _keys = new();
        private readonly Catalog _catalog = Load(plans);
        private readonly ConcurrentDictionary<string, int> _answers = new();
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _given;

        public string[] Plans => plans;

        public LeadVault Vault => field ??= new(_keys);

        public List<(string Id, int Flow)> Submitted { get; } = [];

        public Catalog Current => _catalog;

        /// <summary>Ends once there is an answer for every second lead.</summary>
        public Task Answered => _answered.Task;

        string IChannel.Type => "http";

        public Catalog Version(string version) => _catalog;

        int ILaneLimits.ConcurrencyOf(string lane) => _catalog.Recipients.GetValueOrDefault(lane["recipient/".Length..])?.Concurrency ?? 64;

        public EngineHost Open(TemporaryFolder folder)
        {
            var alerts = new AlertBook(_ids, TimeProvider.System);
            var records = new MemoryRecordStore();
            var registry = new WorkflowRegistry().AddLeadWorkflows(
                this, Vault, new OutcomeWaiters(records, TimeProvider.System), _ids, TimeProvider.System, new RequestBuilder(new RequestBuilderOptions()),
                new RequestAuthenticator(this, records, TimeProvider.System, new TokenOptions()), [this], new RecipientGates([], []), alerts,
                new BatchQueue(_ids));
            return EngineHost.Open(folder, registry, new EngineOptions { MaxLive = 0 }, limits: this);
        }

        public async Task SubmitAsync(EngineHost host, int flow)
        {
            var intake = new LeadIntake(
                host.Store, host.Engine, Vault, new Dedupe(host.Store, _keys), new LeadHours(), _ids, TimeProvider.System);
            var result = await intake.SubmitAsync(
                new(_catalog, _catalog.Sources["partner"], _catalog.Flows[$"f{flow}"], ValueObject.Empty, false, null, SHA256.HashData("x"u8)),
                CancellationToken.None);
            Submitted.Add((result.LeadId!, flow));
        }

        // A buyer decides once per delivery, so that a request which is repeated after the crash is answered alike.
        public async Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
        {
            var key = Encoding.UTF8.GetString(request.Body.Span);
            int wait, says;
            lock (_random)
            {
                wait = _random.Next(30);
                says = _answers.GetOrAdd(key, _ => _random.Next(10));
            }

            await Task.Delay(wait, cancellation);
            if (Interlocked.Increment(ref _given) == Leads / 2)
                _answered.SetResult();
            return says switch
            {
                < 2 => Answer(200, """{"status":"accepted","price":5}"""),
                < 6 => Answer(200, """{"status":"rejected"}"""),
                < 7 => Answer(500, ""),
                < 8 => Answer(200, """{"status":"queued"}"""),
                < 9 => new() { Category = SendCategory.NotSent, Failure = SendFailure.Transport, Error = "refused" },
                _ => new() { Category = SendCategory.Unanswered, Failure = SendFailure.Timeout, Error = "no answer" },
            };
        }

        private static ChannelReply Answer(int status, string body) => new()
        {
            Category = SendCategory.Answered,
            Status = status,
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = "application/json",
        };

        private static Catalog Load(string[] plans)
        {
            const string Buyer = """
                endpoint: { url: "https://buyer.example/" }
                body: "{{delivery.key}}"
                response: { success: "json.status == 'accepted'", queued: "json.status == 'queued'", price: json.price }
                retry: { attempts: 2, initial: 20ms }
                concurrency: 8

                """;
            var result = CatalogLoader.Load(
                ConfigurationFiles.Of(
                [
                    ("sources/partner.yaml", "key: partner-key-1\n"),
                    .. plans.Select((plan, at) => ($"flows/f{at}.yaml", $"plan: {plan}\n")),
                    .. "abcdef".Select(id => ($"recipients/{id}.yaml", Buyer + (id == 'a' ? "backup: b\n" : id == 'c' ? "unanswered: stop\n" : ""))),
                ]),
                new NoSecrets());
            Assert.Empty(result.Mistakes);
            return result.Catalog!;
        }

        private sealed class NoSecrets : ISecretStore
        {
            public string? Find(string name) => null;
        }
    }
}
