using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Standing;

/// <summary>
/// Writes down what memory has decided about recipients, one write after another, so that a row always ends as the last decision left it.
/// Attempts do not wait for it: a crash in the few milliseconds between loses a decision that the next failures take again.
/// </summary>
public sealed class StandingLog(IRecordStore records, AlertBook alerts, UlidFactory ids, TimeProvider time)
{
    /// <summary>The partition of what is known of recipients: rows <c>circuit/{id}</c>, <c>pause/{id}</c>, <c>hour/{id}/{minute}</c>.</summary>
    public const string Partition = "standing";

    /// <summary>Who decided, in the records, where nobody did.</summary>
    public const string Automatic = "automatic";

    /// <summary>Where it is written.</summary>
    internal IRecordStore Records => records;

    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>A write failed: whoever asked for it may not be waiting. Told the cause.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Everything asked for so far is written, or has failed.</summary>
    public async Task FlushAsync()
    {
        Task last;
        lock (_lock)
        {
            last = _last;
        }

        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Adds or replaces a row, or removes it; the body is taken when its turn comes.</summary>
    /// <param name="body">Null: the row is removed.</param>
    internal Task StoreAsync(string row, Func<byte[]?> body) => WriteAsync(() => body() is { } bytes
        ? RecordOperation.Upsert(Partition, row, bytes)
        : RecordOperation.Delete(Partition, row));

    /// <summary>Records what was done to a recipient, by whom.</summary>
    /// <param name="details">Members whose value is null are left out.</param>
    internal Task RecordAsync(string who, string what, string recipient, params (string Name, string? Value)[] details)
    {
        var row = ids.Next();
        var at = time.GetUtcNow();
        return WriteAsync(() => RecordOperation.Insert(CatalogHolder.OperationsPartition, row, Operation(at, who, what, recipient, details)));
    }

    /// <summary>Raises an alert.</summary>
    internal Task RaiseAsync(string kind, string recipient, string? lead, string message) =>
        EnqueueAsync(() => alerts.RaiseAsync(records, kind, recipient, lead, message, CancellationToken.None));

    /// <summary>Writes in turn what has conditions; never fails: whoever asks has done its work already.</summary>
    internal async Task WriteAsync(Func<ValueTask> write) => await EnqueueAsync(write).ConfigureAwait(
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

    private Task WriteAsync(Func<RecordOperation> operation) => EnqueueAsync(async () => await records.WriteAsync([operation()], CancellationToken.None));

    private Task EnqueueAsync(Func<ValueTask> write)
    {
        lock (_lock)
        {
            return _last = RunAsync(_last, write);
        }
    }

    private async Task RunAsync(Task before, Func<ValueTask> write)
    {
        // Never in the caller, which may hold up an attempt; and whatever became of the write before.
        await before.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await write();
        }
        catch (Exception error)
        {
            Failed?.Invoke(error);
            throw;
        }
    }

    private static byte[] Operation(DateTimeOffset at, string who, string what, string recipient, (string Name, string? Value)[] details)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("who", who);
            json.WriteString("what", what);
            json.WriteString("recipient", recipient);
            foreach (var (name, value) in details)
            {
                if (value is not null)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>JSON of the rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredCircuit))]
[JsonSerializable(typeof(Pause))]
[JsonSerializable(typeof(Minute))]
internal sealed partial class StandingJson : JsonSerializerContext;
