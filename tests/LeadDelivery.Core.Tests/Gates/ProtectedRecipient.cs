using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Delivery;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Gates.OneProcess;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>A recipient behind its gates, with a clock that the test moves; it can be started again on the same records.</summary>
internal sealed class ProtectedRecipient
{
    public const string Id = "buyer";

    private RecipientGates _gates = null!;
    private UlidFactory? _ids;

    public ProtectedRecipient(Recipient? recipient = null)
    {
        Recipient = recipient ?? Given.Recipient();
        Start();
    }

    public Recipient Recipient { get; set; }

    public ManualTimeProvider Time { get; } = new();

    public MemoryRecordStore Records { get; } = new();

    public RecipientProtection Protection { get; private set; } = null!;

    public List<Alert> Raised { get; } = [];

    /// <summary>What is configured by the keys of a file.</summary>
    public static ProtectedRecipient With(string yaml) =>
        new(Configuration.Loading.RecipientOf(Configuration.Loading.Recipient + yaml) with { Id = Id });

    /// <summary>A new process on the same records.</summary>
    public async Task RestartAsync()
    {
        await Protection.Log.FlushAsync();
        Start();
        await Protection.LoadAsync(CancellationToken.None);
    }

    /// <summary>Whether an attempt may be made now; null: yes.</summary>
    public Hold? Ask(string key = "k", int attempt = 1, bool test = false, TimeSpan queued = default, bool full = false) =>
        AtOnce(_gates.BeforeAsync(null!, Passage(key, test) with { QueueIsFull = full }, attempt, queued, CancellationToken.None));

    /// <summary>Whether a delivery could be begun now.</summary>
    public async Task<Closed?> PeekAsync() => await _gates.PeekAsync(Records, Passage("peek", false), CancellationToken.None);

    /// <summary>The attempt has ended so; null: it was not made.</summary>
    public void Ended(Outcome? outcome, string key = "k", int milliseconds = 100, bool unauthorized = false, bool test = false, string? reason = null)
    {
        var verdict = outcome is { } known ? new Verdict { Outcome = known, Unauthorized = unauthorized, Reason = reason } : null;
        AtOnce(_gates.AfterAsync(null!, Passage(key, test), verdict is null
            ? null
            : new(SendCategory.Answered, verdict, TimeSpan.FromMilliseconds(milliseconds), Time.GetUtcNow())));
    }

    /// <summary>The delivery has ended.</summary>
    public void Leave(string key) => AtOnce(_gates.LeaveAsync(null!, new(key, Id, Outcome.Skipped), CancellationToken.None));

    /// <summary>Makes an attempt; false where it was held.</summary>
    public bool Try(Outcome outcome, string key = "k")
    {
        if (Ask(key) is not null)
        {
            return false;
        }

        Ended(outcome, key);
        return true;
    }

    /// <summary>What is on record of operators and of the process itself, oldest first.</summary>
    public async Task<List<ValueObject>> OperationsAsync()
    {
        await Protection.Log.FlushAsync();
        return [.. Records.All().Where(row => row.Partition == CatalogHolder.OperationsPartition)
            .OrderBy(row => row.Row, StringComparer.Ordinal).Select(row => ValueJson.Parse(row.Body.Span).AsObject)];
    }

    public async Task<List<string>> KindsAsync()
    {
        await Protection.Log.FlushAsync();
        return [.. Raised.Select(alert => alert.Kind)];
    }

    public Passage Passage(string key, bool test)
    {
        var lead = new Lead
        {
            Id = "L1",
            Source = "s",
            Flow = "f",
            ReceivedAt = Time.GetUtcNow(),
            Catalog = "v1",
            Test = test,
            Key = LeadKey.None,
            Fields = ValueObject.Empty,
        };
        return new(key, Recipient, lead, new LeadScope(lead, null, null, Time.GetUtcNow()), null);
    }

    private void Start()
    {
        // One over all restarts: within a millisecond only one factory's ids rise.
        var ids = _ids ??= new UlidFactory(Time);
        var alerts = new AlertBook(ids, Time);
        alerts.Raised += Raised.Add;
        Protection = new(Records, alerts, ids, Time);
        _gates = new(Protection.Gates, Protection.AttemptGates);
    }
}
