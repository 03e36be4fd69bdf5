using System.Text;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;
using LeadDelivery.Web.Api;

namespace LeadDelivery.Web.Tests;

/// <summary>Batches over records in memory; what would drive their files is told, and does nothing.</summary>
internal sealed class BatchHost : IWorkflowClient
{
    private readonly UlidFactory _ids = new(TimeProvider.System);
    private readonly MemoryFiles _files = new();

    public BatchHost(ICatalogs catalogs)
    {
        // Nothing here writes or sends files: the spool and the transport are not asked.
        var system = new BatchSystem(
            new(_files, new FileSpool(Path.Combine(Path.GetTempPath(), "leads-not-used-" + _ids.Next())), null!), Records, catalogs,
            new LeadVault(new MemoryLeadKeys()), new RecipientGates([], []), new AlertBook(_ids, TimeProvider.System), _ids, TimeProvider.System);
        Operations = new(system.Reader(), system.Orders(this));
    }

    public BatchOperations Operations { get; }

    public MemoryRecordStore Records { get; } = new();

    /// <summary>Instances that were started, and orders that were raised.</summary>
    public List<string> Told { get; } = [];

    public StartOutcome Starts { get; set; } = StartOutcome.Started;

    public static Batch Batch { get; } = new()
    {
        Id = "daily",
        Name = "Daily",
        Recipient = "buyer",
        Format = new DelimitedFormat { Name = "csv" },
        Columns = [],
        Schedule = new(),
        File = FileNaming.Parse("{batch}.csv", out _)!,
        To = new FolderDestination("/srv/secret-place"),
    };

    /// <summary>A lead that waits.</summary>
    public void Queue(string lead) => Put("queue/" + _ids.Next(), $$"""{"lead":"{{lead}}","number":1}""");

    /// <summary>A file of some leads; its id.</summary>
    public string File(FileState state, params string[] leads)
    {
        var id = _ids.Next();
        Put("file/" + id, $$"""
            {"state":"{{state}}","cause":"demand","due":1,"opened":1,"catalog":"v1","name":"daily.csv","sha256":"abc","members":{{leads.Length}},"chunks":1,"tries":1}
            """);
        Put($"rows/{id}/0000000", $$"""{"rows":[{{string.Join(",", leads.Select(lead => $$"""{"lead":"{{lead}}","number":1}"""))}}]}""");
        return id;
    }

    public void Archive(string file, string text) => _files.Content[$"batches/daily/{file}/daily.csv"] = Encoding.UTF8.GetBytes(text);

    public void Erase(string file) => Put("erased/" + file, "{}");

    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        if (Starts != StartOutcome.Started)
        {
            return ValueTask.FromResult(new StartResult(Starts));
        }

        Assert.Equal(-1, Records.WriteAnywhere(request.Records));
        Told.Add(request.InstanceId);
        return ValueTask.FromResult(new StartResult(StartOutcome.Started));
    }

    public ValueTask<bool> RaiseEventAsync(string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        Told.Add($"{instanceId} {name} {Encoding.UTF8.GetString(payload.Span)}");
        return ValueTask.FromResult(true);
    }

    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    private void Put(string row, string json) =>
        Assert.Equal(-1, Records.WriteAnywhere([RecordOperation.Upsert("batch/daily", row, Encoding.UTF8.GetBytes(json))]));

    private sealed class MemoryFiles : IFileStore
    {
        public Dictionary<string, byte[]> Content { get; } = [];

        public Task PutAsync(string name, Stream content, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Stream?> GetAsync(string name, CancellationToken cancellation) =>
            Task.FromResult<Stream?>(Content.TryGetValue(name, out var bytes) ? new MemoryStream(bytes) : null);

        public IAsyncEnumerable<FileEntry> ListAsync(string prefix, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

        public Uri? Link(string name, DateTimeOffset expires) => null;
    }
}
