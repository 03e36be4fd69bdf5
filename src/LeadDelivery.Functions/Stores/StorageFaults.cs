using Azure;

namespace LeadDelivery.Functions.Stores;

/// <summary>What the storage services' error codes mean here.</summary>
internal static class StorageFaults
{
    public const string InvalidBlockList = "InvalidBlockList";
    public const string EntityAlreadyExists = "EntityAlreadyExists";

    /// <summary>True where the row that an operation needs is not there; a table that is not there is another matter.</summary>
    public static bool IsMissingRow(this RequestFailedException error) =>
        error.Status == 404 && error.ErrorCode is "ResourceNotFound" or "EntityNotFound";

    /// <summary>True where the blob is not there; a container that is not there is another matter.</summary>
    public static bool IsMissingBlob(this RequestFailedException error) => error.Status == 404 && error.ErrorCode == "BlobNotFound";

    /// <summary>True where the container is not there.</summary>
    public static bool IsMissingContainer(this RequestFailedException error) => error.Status == 404 && error.ErrorCode == "ContainerNotFound";

    /// <summary>True where a condition of the request did not hold.</summary>
    public static bool IsConflict(this RequestFailedException error) =>
        error.Status == 412 || (error.Status == 409 && error.ErrorCode == EntityAlreadyExists) || error.IsMissingRow();

    /// <summary>True where the request may have been carried out although it failed: no answer, or a server's fault.</summary>
    public static bool IsUncertain(this Exception error, CancellationToken cancellation) => error switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or >= 500,
        OperationCanceledException => !cancellation.IsCancellationRequested,
        AggregateException many => many.InnerExceptions.Any(inner => inner.IsUncertain(cancellation)),
        _ => false,
    };
}
