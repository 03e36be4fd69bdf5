using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Tests.Configuration.Batches;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Erasure;

/// <summary>Everything that runs for the files of one batch, in memory, with leads that wait for them and can be erased.</summary>
internal sealed class FileDesk : ICatalogs, IChannel, IDisposable
{
    private const string Who = "ann";

    private readonly TemporaryFolder _spool = new();
    private readonly MemoryLeadKeys _keys = new();
    private readonly UlidFactory _ids = new(TimeProvider.System);
    private readonly LeadIntake _intake;
    private readonly LeadErasure _erasure;
    private int _leads;

    public FileDesk(string more = "")
    {
        Current = BatchLoading.Load(
            BatchLoading.With("columns: { id: '{{lead.id}}', email: '{{lead.email}}' }\nretry: { attempts: 3 }\n" + more),
            ("sources/partner.yaml", "name: Partner\nkey: partner-key-0123456789\n"),
            ("flows/auto.yaml", "name: Auto\naccept: { fields: { email: { type: email, required: true } } }\nplan: files\n")).Catalog!;
        var time = TimeProvider.System;
        var vault = new LeadVault(_keys);
        var alerts = new AlertBook(_ids, time);
        var system = new BatchSystem(
            new(Files, new FileSpool(_spool["spool"]), Buyer), Records, this, vault, RecipientGates.None, alerts, _ids, time);
        var registry = new WorkflowRegistry().AddLeadWorkflows(
            this, vault, new OutcomeWaiters(Records, time), _ids, time, new RequestBuilder(new RequestBuilderOptions()),
            new RequestAuthenticator(this, Records, time, new TokenOptions()), [this], RecipientGates.None, alerts, system.Queue);
        Flows = new(Records, system.AddTo(registry), time);
        Orders = system.Orders(Flows);
        Reader = system.Reader();
        _intake = new(Records, Flows, vault, new Dedupe(Records, _keys), new LeadHours(), _ids, time, new PingClaims(Records, _keys, this, time));
        _erasure = new(Records, vault, _ids, time, system.Erasure());
    }

    public Catalog Current { get; }

    public MemoryRecordStore Records { get; } = new();

    public MemoryFiles Files { get; } = new();

    public MemoryBuyer Buyer { get; } = new();

    public MemoryFlows Flows { get; }

    public BatchOrders Orders { get; }

    public BatchReader Reader { get; }

    public Catalog Version(string version) => Current;

    public void Dispose() => _spool.Dispose();

    string IChannel.Type => "http";

    Task<ChannelReply> IChannel.SendAsync(OutboundRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Leads that wait for the next file.</summary>
    public async Task<string[]> QueueAsync(int leads)
    {
        var ids = new string[leads];
        for (var at = 0; at < leads; at++)
        {
            ids[at] = await SubmitAsync($"lead{++_leads}@example.com");
        }

        return ids;
    }

    /// <summary>A lead that no batch has anything to do with: it was not accepted.</summary>
    public Task<string> RejectAsync() => SubmitAsync(null);

    /// <summary>Has a file made of what waits; its id. Goes on while it is made.</summary>
    public async Task<string> RunAsync()
    {
        var (status, file) = await Orders.RunAsync(Current.Batches["daily"], Who, CancellationToken.None);
        Assert.Equal(OrderStatus.Done, status);
        return file!;
    }

    /// <summary>Has a file made and waits for its end.</summary>
    public async Task<string> SendAsync()
    {
        var file = await RunAsync();
        await Flows.EndOf("file-" + file);
        return file;
    }

    /// <summary>Orders, and waits for the end.</summary>
    public async Task EndAsync(string file, string order, string again = "")
    {
        Assert.Equal(OrderStatus.Done, await Orders.OrderAsync("daily", file, order, Who, CancellationToken.None));
        await Flows.EndOf($"file-{file}{again}");
    }

    public async Task UntilAsync(string file, FileState state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ReportAsync(file)).State != state)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    public async Task<BatchFile> ReportAsync(string file) => (await Reader.FindAsync("daily", file, CancellationToken.None))!.File;

    public async Task<string[]> OutcomesAsync(string file) =>
        [.. (await Reader.RowsAsync("daily", file, 0, 100, CancellationToken.None)).Rows.Select(row => row.Outcome.Name())];

    public async Task<bool> EraseAsync(string lead) => await _erasure.EraseAsync(lead, Who, CancellationToken.None);

    /// <summary>The leads of a file as it was received, in its order.</summary>
    public static string[] LeadsIn(string received) =>
        [.. received.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Select(row => row.Split(',')[0])];

    private async Task<string> SubmitAsync(string? email)
    {
        var fields = email is null ? ValueObject.Empty : ValueObject.From([new("email", Value.Of(email))]);
        var taken = await _intake.SubmitAsync(
            new Submission(Current, Current.Sources["partner"], Current.Flows["auto"], fields, false, null, new byte[32]), CancellationToken.None);
        if (taken.Status == IntakeStatus.Accepted)
        {
            await Flows.EndOf(taken.LeadId!);
        }

        return taken.LeadId!;
    }
}
