using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>
/// The batch <c>daily</c> of the recipient <c>files</c>, buyers <c>a</c> and <c>b</c> who pay 10, the review <c>desk</c> that sends on to a,
/// a far side and a clock that the test moves. The process can be killed at any point; another goes on over the same stores.
/// </summary>
internal sealed class BatchStage : ICatalogs, IChannel, IDisposable
{
    public const string Columns = "columns: { lead_id: '{{lead.id}}', first: '{{lead.first_name}}' }\n";

    private const string Buyer = """
        type: http
        endpoint: { url: "https://buyer.example/leads" }
        fields: { id: "{{lead.id}}" }
        response: { success: "json.status == 'accepted'", price: json.price }
        retry: { attempts: 1 }

        """;

    private readonly Dictionary<string, Catalog> _versions = [];
    private readonly SortedDictionary<string, StoredInstance> _instances = new(StringComparer.Ordinal);
    private readonly MemoryLeadKeys _keys = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<BatchProcess> _processes = [];
    private readonly (string Path, string Text)[] _files;

    /// <param name="batch">Keys of the batch's file; <c>columns</c>, <c>to</c> and <c>format</c> where these are not given.</param>
    /// <param name="plan">The flow's plan, or the flow's whole file.</param>
    /// <param name="recipient">Further keys of the recipient <c>files</c>.</param>
    /// <param name="start">What the clock shows.</param>
    /// <param name="buyer">Further keys of the buyers.</param>
    /// <param name="first">Further keys of the buyer a.</param>
    /// <param name="source">The source's file.</param>
    public BatchStage(string batch = "", string plan = "files", string recipient = "price: 12.50\n", string start = "2026-11-02T09:00:00Z",
        string buyer = "", string first = "", string source = "key: partner-key-1\n")
    {
        Time = new(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture));
        Archive = new(Time);
        _files =
        [
            ("sources/partner.yaml", source),
            ("flows/auto.yaml", plan.Contains("plan:", StringComparison.Ordinal) ? plan : $"plan: {plan}\n"),
            ("recipients/files.yaml", "type: batch\n" + recipient),
            ("recipients/a.yaml", Buyer + buyer + first),
            ("recipients/b.yaml", Buyer + buyer),
            ("recipients/desk.yaml", "type: review\napprove: a\n"),
        ];
        Configure(batch);
        Process = Start();
    }

    public ManualTimeProvider Time { get; }

    public MemoryRecordStore Records { get; } = new();

    public MemoryFiles Archive { get; }

    public FarSide Far { get; } = new();

    /// <summary>The process that runs.</summary>
    public BatchProcess Process { get; private set; }

    public Power Power => Process.Power;

    /// <summary>Where the process that runs writes files before they are archived.</summary>
    public string Spool => _folder[$"{_processes.IndexOf(Process)}"];

    public Batch Batch => Current.Batches["daily"];

    public Recipient Recipient => Current.Recipients["files"];

    public Catalog Current { get; private set; } = null!;

    /// <summary>What the buyers answer.</summary>
    public Func<string, string> Answer { get; set; } = _ => """{"status":"accepted","price":10}""";

    /// <summary>Awaited before a buyer answers.</summary>
    public Func<string, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Its source pings and posts in one call.</summary>
    public bool IsFull { get; init; }

    string IChannel.Type => "http";

    public Catalog Version(string version) => _versions[version];

    /// <summary>Another batch's file comes into force.</summary>
    public void Configure(string batch)
    {
        var given = batch.Contains("columns:", StringComparison.Ordinal) ? batch : Columns + batch;
        given = given.Contains("to:", StringComparison.Ordinal) ? given : "to: { type: folder, path: out }\n" + given;
        given = ("\n" + given).Contains("\nformat:", StringComparison.Ordinal) ? given : "format: csv\n" + given;
        var secrets = new FakeSecrets(("OLD", "old-password"), ("NEW", "new-password"));
        Current = Loading.Good(secrets, [.. _files, ("batches/daily.yaml", $"recipient: files\n{given}")]);
        _versions[Current.Version] = Current;
    }

    public async Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        await BeforeAnswer(request.Recipient.Id);
        return new()
        {
            Category = SendCategory.Answered,
            Status = 200,
            Body = Encoding.UTF8.GetBytes(Answer(request.Recipient.Id)),
            ContentType = "application/json",
        };
    }

    /// <summary>The process is killed, and another one starts.</summary>
    public async Task RestartAsync()
    {
        Process = Start();
        await Process.LoadAsync();
    }

    /// <summary>Another process over the same stores, that runs nothing but what it is told.</summary>
    public BatchProcess Start()
    {
        var process = new BatchProcess(this, Records, _instances, Archive, Far, _keys, _folder[$"{_processes.Count}"]);
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs, and starts the process anew whenever it dies, until nothing is left to do.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            try
            {
                await Process.Engine.RunAsync();
                break;
            }
            catch (PowerCutException)
            {
                await RestartAsync();
            }
        }

        Assert.All(_instances.Values, instance => Assert.Null(instance.Failure));
    }

    /// <summary>Submits a lead and lets its plan end; returns its id.</summary>
    public async Task<string> SubmitAsync(bool test = false, params (string Name, string Text)[] fields)
    {
        var lead = await TakeInAsync(test, fields);
        await RunAsync();
        return lead;
    }

    /// <summary>Submits a lead; its plan has not begun.</summary>
    public async Task<string> TakeInAsync(bool test = false, params (string Name, string Text)[] fields)
    {
        var sent = ValueObject.From((fields.Length > 0 ? fields : [("first_name", "Ann")])
            .Select(field => new KeyValuePair<string, Value>(field.Name, Value.Of(field.Text))));
        var result = await Process.Intake.SubmitAsync(
            new Submission(Current, Current.Sources["partner"], Current.Flows["auto"], sent, test, null, SHA256.HashData("x"u8)) { IsFull = IsFull },
            CancellationToken.None);
        return result.LeadId!;
    }

    public async Task<string[]> SubmitAllAsync(int leads)
    {
        var ids = new string[leads];
        for (var at = 0; at < leads; at++)
        {
            ids[at] = await TakeInAsync();
        }

        await RunAsync();
        return ids;
    }

    /// <summary>An operator asks for a file, and everything runs that follows; its id.</summary>
    public async Task<string> MakeAsync()
    {
        var file = await OpenAsync();
        await RunAsync();
        return file;
    }

    /// <summary>An operator asks for a file; nothing of it has been done.</summary>
    public async Task<string> OpenAsync()
    {
        var (status, file) = await Process.Orders.RunAsync(Batch, "eve", CancellationToken.None);
        Assert.Equal(OrderStatus.Done, status);
        return file!;
    }

    public async Task<OrderStatus> OrderAsync(string file, string what)
    {
        var status = await Process.Orders.OrderAsync("daily", file, what, "eve", CancellationToken.None);
        await RunAsync();
        return status;
    }

    /// <summary>Runs until an activity is the next.</summary>
    public async Task RunToAsync(string activity)
    {
        while (Process.Engine.NextCall != activity)
        {
            Assert.True(await Process.Engine.StepAsync());
        }
    }

    /// <summary>Time passes; the clock of batches looks each minute or as often as is said.</summary>
    public async Task PassAsync(TimeSpan by, TimeSpan? look = null)
    {
        var (every, end) = (look ?? TimeSpan.FromMinutes(1), Time.GetUtcNow() + by);
        while (Time.GetUtcNow() < end)
        {
            var looks = Time.GetUtcNow() + every;
            var timer = Process.Engine.NextTimer ?? end;
            var next = new[] { end, looks, timer > Time.GetUtcNow() ? timer : end }.Min();
            Time.Advance(next - Time.GetUtcNow());
            await RunAsync();
            if (next == looks || next == end)
            {
                await LookAsync();
            }
        }
    }

    /// <summary>The clock of batches looks, and everything runs that follows.</summary>
    public async Task LookAsync()
    {
        await Process.Clock.LookAsync(CancellationToken.None);
        await Process.Clock.TellLateAsync(CancellationToken.None);
        await RunAsync();
    }

    public async Task<LeadView> LeadAsync(string lead) => (await Process.Reader.GetAsync(lead, CancellationToken.None))!;

    /// <summary>The lead in one line: outcome, price and reason, then each delivery's outcome, price, file.</summary>
    public async Task<string> TellAsync(string lead)
    {
        var view = await LeadAsync(lead);
        return string.Join(" · ", new[] { $"{view.Outcome.Name()}{Money(view.Price)}" }
            .Concat(view.Deliveries.Select(each => $"{each.Recipient} {each.Outcome.Name()}{Money(each.Price)}{In(each.File)}")));

        static string In(string? file) => file is null ? "" : $" in {file}";
    }

    public Task<bool> EraseAsync(string lead) => Process.Erasure.EraseAsync(lead, "eve", CancellationToken.None).AsTask();

    public async Task<BatchFile> FileAsync(string file) => (await Process.Desk.FindAsync("daily", file, CancellationToken.None))!.File;

    /// <summary>Its files, the first first.</summary>
    public async Task<IReadOnlyList<FileView>> FilesAsync() =>
        [.. (await Process.Desk.FilesAsync("daily", null, 1000, CancellationToken.None)).Reverse()];

    /// <summary>The leads' ids on the lines of every file that has arrived.</summary>
    public IEnumerable<string> ArrivedLeads() =>
        Far.Arrived.SelectMany(file => FarSide.Lines(file.Text)[1..].Select(line => line.Split(',')[0]));

    /// <summary>What operators were told: kind and message.</summary>
    public IReadOnlyList<(string Kind, string Message)> Alerts() =>
    [
        .. Records.All().Where(row => row.Partition.StartsWith(AlertBook.PartitionPrefix, StringComparison.Ordinal))
            .OrderBy(row => row.Row, StringComparer.Ordinal)
            .Select(row => ValueJson.Parse(row.Body.Span))
            .Select(alert => (alert.Member("kind").ToText(), alert.Member("message").ToText())),
    ];

    /// <summary>Entries of the lead's trail of a type.</summary>
    public async Task<int> EventsAsync(string lead, string type) =>
        (await Process.Reader.EventsAsync(lead, CancellationToken.None))!.Count(entry => entry.Type == type);

    /// <param name="recipient">Whom an approved lead goes to; null for a.</param>
    public async Task<(ReviewStatus, RedeliveryStatus)> DecideAsync(string lead, bool approve, string? recipient = null)
    {
        var taken = await Process.Review.DecideAsync(new(lead, approve, null, recipient, "eve"), CancellationToken.None);
        await RunAsync();
        return taken;
    }

    public void Dispose() => _folder.Dispose();

    private static string Money(decimal? price) => price is { } amount ? " " + amount.ToString("0.00", CultureInfo.InvariantCulture) : "";
}
