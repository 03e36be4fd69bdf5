using Azure;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>
/// The way from a client to the service and back: the client repeats what was throttled or not answered, as Azure.Core's retry policy
/// does, and every repetition is a request. Faults are met in the order that they were laid.
/// </summary>
public sealed class FakePipeline(StorageMeter meter)
{
    /// <summary>Repetitions of one request; those of the product's options.</summary>
    public const int Retries = 6;

    private readonly Lock gate = new();
    private readonly Queue<(Func<StorageOperation, bool> Meets, Fault Fault)> faults = new();

    private enum Kind
    {
        Refused,
        Lost,
        Ended,
    }

    public StorageMeter Meter => meter;

    /// <summary>The next requests of a kind are refused with this status.</summary>
    public void Refuse(int times, int status, StorageOperation? of = null) => Lay(times, new(Kind.Refused, status), of);

    /// <summary>The next requests of a kind are carried out, but their answers are lost, so that the client sends them again.</summary>
    public void LoseAnswers(int times, StorageOperation? of = null) => Lay(times, new(Kind.Lost, 0), of);

    /// <summary>The next request of a kind is carried out, and the client gives up waiting for the answer.</summary>
    public void EndUnanswered(StorageOperation? of = null) => Lay(1, new(Kind.Ended, 0), of);

    /// <summary>Something that happens between this request and the next attempt at it.</summary>
    public Action? BeforeRepeat { get; set; }

    public T Send<T>(StorageOperation operation, Func<T> serve)
    {
        for (var attempt = 0; ; attempt++)
        {
            meter.Count(operation);
            switch (Next(operation))
            {
                case null:
                    return serve();
                case { Kind: Kind.Refused, Status: var status } when attempt == Retries || status is not (408 or 429 or >= 500):
                    throw Failure(status, status == 403 ? "AuthorizationPermissionMismatch" : "ServerBusy");
                case { Kind: Kind.Refused }:
                    break;
                case { Kind: Kind.Ended }:
                    serve();
                    throw Failure(0, null);
                case { Kind: Kind.Lost }:
                    serve();
                    if (attempt == Retries)
                        throw Failure(0, null);
                    break;
            }

            BeforeRepeat?.Invoke();
        }
    }

    public static RequestFailedException Failure(int status, string? code) =>
        new(status, $"The fake service answers {status} {code}.", code, null);

    private void Lay(int times, Fault fault, StorageOperation? of)
    {
        lock (gate)
        {
            for (var i = 0; i < times; i++)
                faults.Enqueue((operation => of is null || of == operation, fault));
        }
    }

    private Fault? Next(StorageOperation operation)
    {
        lock (gate)
        {
            return faults.TryPeek(out var next) && next.Meets(operation) ? faults.Dequeue().Fault : null;
        }
    }

    private sealed record Fault(Kind Kind, int Status);
}
