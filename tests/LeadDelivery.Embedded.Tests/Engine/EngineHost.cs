using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>The JSON shapes of the test orchestrations.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class Shapes : JsonSerializerContext;

/// <summary>Every lane runs this many calls at once, unless it is named.</summary>
internal sealed class FixedLimits(int everywhere = 64) : ILaneLimits
{
    public Dictionary<string, int> Named { get; } = [];

    public int ConcurrencyOf(string lane) => Named.GetValueOrDefault(lane, everywhere);
}

/// <summary>An engine with its database in a folder, which may outlive it: closing in order or as after a kill.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private bool _closed;

    private EngineHost(string path, WorkflowRegistry registry, EngineOptions? options, TimeProvider? time, ILaneLimits? limits, StorageOptions? storage,
        bool shadow)
    {
        time ??= TimeProvider.System;
        storage ??= new();
        Path = path;
        _folder = DataFolder.Open(path);
        Database = Database.Open(_folder, WorkflowEngine.Schema, storage, TimeProvider.System, NullLogger<Journal>.Instance);
        Store = new SqliteRecordStore(Database);
        options ??= new();
        Engine = new(
            Database, Store, registry, limits ?? new FixedLimits(),
            time, options with { ShadowReplay = shadow, FailStop = reason => FailStops.Add(reason) },
            Log);
        Engine.Start();
    }

    public string Path { get; }

    public WorkflowEngine Engine { get; }

    public Database Database { get; }

    public IRecordStore Store { get; }

    public List<string> FailStops { get; } = [];

    public LogLines Log { get; } = new();

    public static EngineHost Open(
        TemporaryFolder folder, WorkflowRegistry registry, EngineOptions? options = null, TimeProvider? time = null, ILaneLimits? limits = null,
        StorageOptions? storage = null, bool shadow = true) => new(folder.Path, registry, options, time, limits, storage, shadow);

    /// <summary>Without shadow replay, which would be most of what is measured.</summary>
    public static EngineHost OpenToMeasure(string path, WorkflowRegistry registry, EngineOptions? options = null) =>
        new(path, registry, options, null, new FixedLimits(512), null, false);

    public async Task<StartOutcome> StartAsync<TInput, TOutput>(
        Orchestration<TInput, TOutput> orchestration, string id, TInput input, params RecordOperation[] records) =>
        (await StartRawAsync(orchestration, id, input, records)).Outcome;

    public ValueTask<StartResult> StartRawAsync<TInput, TOutput>(
        Orchestration<TInput, TOutput> orchestration, string id, TInput input, params RecordOperation[] records) =>
        Engine.StartAsync(
            new(orchestration.Name, orchestration.Version, id, JsonSerializer.SerializeToUtf8Bytes(input, orchestration.Input), records), default);

    public ValueTask<bool> RaiseAsync(string id, string eventId, string name, string payload) =>
        Engine.RaiseEventAsync(id, eventId, name, JsonSerializer.SerializeToUtf8Bytes(payload, Shapes.Default.String), default);

    /// <summary>Waits until the instance is as wanted.</summary>
    public async Task<InstanceState> UntilAsync(string id, Func<InstanceState, bool> wanted, int seconds = 20)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var state = await Engine.GetAsync(id, default);
            if (state is not null && wanted(state))
                return state;
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"{id} is {state?.Status.ToString() ?? "unknown"} {state?.CustomStatus} {state?.Error}\n{Log}");
            await Task.Delay(2);
        }
    }

    public Task<InstanceState> EndAsync(string id, int seconds = 20) => UntilAsync(id, state => state.Ended, seconds);

    public Task<InstanceState> QuarantinedAsync(string id) => UntilAsync(id, state => state.Status == InstanceStatus.Quarantined);

    public async Task<string> OutputAsync(string id)
    {
        var state = await EndAsync(id);
        Assert.True(state.Status == InstanceStatus.Completed, $"{id}: {state.Status} {state.Error}\n{Log}");
        return Encoding.UTF8.GetString(state.Output.Span);
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException(what);
            await Task.Delay(2);
        }
    }

    public long Count(string sql) => Database.Read(session =>
    {
        var select = session.Statement(sql);
        return select.Step() ? select.Int64(0) : 0;
    });

    public async Task StopAsync()
    {
        await Engine.StopAsync(default);
        await CloseAsync();
    }

    /// <summary>As after a kill: nothing is finished, and the folder is not marked as closed in order.</summary>
    public async Task CrashAsync()
    {
        await Engine.DisposeAsync();
        await CloseAsync();
        Alter(Path, "UPDATE meta SET v=0 WHERE k='clean'");
    }

    /// <summary>Changes the closed database behind the engine's back.</summary>
    public static void Alter(string path, string sql)
    {
        var code = raw.sqlite3_open(System.IO.Path.Combine(path, "leads.db"), out var handle);
        Assert.Equal(raw.SQLITE_OK, code);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(handle, sql));
        handle.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        if (_closed)
            return;
        _closed = true;
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What the engine logged.</summary>
internal sealed class LogLines : ILogger<WorkflowEngine>
{
    private readonly List<string> _lines = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add($"{eventId.Id} {formatter(state, exception)} {exception}");
    }

    public bool Has(int eventId)
    {
        lock (_lines)
            return _lines.Exists(line => line.StartsWith(eventId + " ", StringComparison.Ordinal));
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }
}
