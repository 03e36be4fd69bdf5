using System.Text.Json;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>One of the two hosts, with buyers of its own.</summary>
internal abstract class Side(Buyers buyers) : IAsyncDisposable
{
    /// <summary>The key of the source that every flow has.</summary>
    public const string SourceKey = "partner-key-0123456789";

    public Buyers Buyers => buyers;

    /// <summary>Calls the API.</summary>
    /// <param name="isSource">By the source's key, else by the operator's.</param>
    public abstract Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body, bool isSource, string? idempotencyKey);

    /// <summary>Returns when every worker has this value for a member of what is there.</summary>
    public async Task KnownAsync(string path, string member, string value)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ReadAsync(path)).Any(answer => answer.GetProperty(member).ToString() != value))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    /// <summary>What each worker answers the operator.</summary>
    public abstract Task<JsonElement[]> ReadAsync(string path);

    /// <summary>Returns when nothing more happens in this workflow.</summary>
    public abstract Task EndOf(string instance);

    public virtual ValueTask DisposeAsync() => buyers.DisposeAsync();
}
