using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files;

/// <summary>What an exception of the S3 library means for a transfer.</summary>
internal static class S3Trouble
{
    private const string NoConnection = "no connection";

    public static bool IsTrouble(Exception e, CancellationToken cancellation) => !cancellation.IsCancellationRequested
        && e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException
            or TimeoutException or AuthenticationException or ForbiddenAddressException or InvalidDataException or WebException;

    /// <summary>True where nothing can have been put there.</summary>
    public static bool IsCertain(Exception e, TransferResult result) =>
        e is AmazonS3Exception or EndOfStreamException or InvalidDataException || result.Reason == NoConnection;

    public static TransferResult Of(Exception e) => e switch
    {
        _ when Find<ForbiddenAddressException>(e) is not null => new(TransferOutcome.Refused, "address not allowed"),
        _ when Find<AuthenticationException>(e) is not null => new(TransferOutcome.Refused, "TLS: the certificate is not trusted"),
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new(TransferOutcome.Refused, "the bucket does not exist"),
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => new(TransferOutcome.Refused, "the bucket or file does not exist"),
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict } =>
            new(TransferOutcome.NameTaken, "another file has its name"),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
            new(TransferOutcome.Refused, "access denied: the key, its rights or this machine's clock are wrong"),
        AmazonS3Exception { StatusCode: >= HttpStatusCode.InternalServerError } s3 =>
            new(TransferOutcome.Failed, $"the store failed ({(int)s3.StatusCode})"),
        AmazonS3Exception { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } s3 =>
            new(TransferOutcome.Failed, $"the store asks for less ({(int)s3.StatusCode})"),
        AmazonS3Exception { StatusCode: >= HttpStatusCode.BadRequest } s3 =>
            new(TransferOutcome.Refused, $"the store refused it ({(int)s3.StatusCode})"),
        EndOfStreamException or InvalidDataException =>
            new(TransferOutcome.Failed, "the stored file is not of the length that was announced"),
        OperationCanceledException or TimeoutException =>
            new(TransferOutcome.Failed, "not finished in time: the store hangs or is too slow"),
        _ when Find<SocketException>(e)?.SocketErrorCode
            is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable =>
            new(TransferOutcome.Failed, NoConnection),
        _ => new(TransferOutcome.Failed, "the connection was cut"),
    };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
