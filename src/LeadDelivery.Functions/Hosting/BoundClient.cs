using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Hosting;

/// <summary>
/// The durable client of this worker. The extension hands it to functions alone, the same to each, so the functions that start or steer
/// instances hand it on.
/// </summary>
public sealed class BoundClient
{
    private volatile DurableTaskClient? _client;

    /// <summary>The client.</summary>
    /// <exception cref="InvalidOperationException">No function with a client binding has run in this worker.</exception>
    public DurableTaskClient Current => _client
        ?? throw new InvalidOperationException($"no {nameof(DurableTaskClient)} was bound: a function that starts workflows needs the binding");

    /// <summary>Takes over a function's client.</summary>
    public void Bind(DurableTaskClient client) => _client = client;
}
