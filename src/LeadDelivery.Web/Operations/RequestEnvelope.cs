using System.Diagnostics;
using LeadDelivery.Web.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LeadDelivery.Web.Operations;

/// <summary>
/// What every answer has, whoever makes it: a request id, no caching, and a problem document where it would be an empty error.
/// Exceptions end here; they are logged by type and place, since their texts may quote what a consumer entered.
/// </summary>
public sealed partial class RequestEnvelope(RequestDelegate next, ILogger<RequestEnvelope> log)
{
    /// <summary>The header with the id, in both directions.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    /// <summary>Longest request id taken from a caller: room for a W3C trace parent or two GUIDs.</summary>
    private const int LongestRequestId = 128;

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var id = RequestId(context.Request.Headers[RequestIdHeader]);
        context.TraceIdentifier = id;
        SetHeaders(context.Response.Headers, id);
        try
        {
            await next(context);
            if (!context.Response.HasStarted)
            {
                await CompleteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: there is nobody to answer.
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(context, id, Problem.OfStatus(e.StatusCode));
        }
        catch (Exception e)
        {
            LogFailure(id, Route(context), e.GetType().FullName, e.StackTrace);
            await FailAsync(context, id, Problem.OfStatus(500));
        }

        if (log.IsEnabled(LogLevel.Debug))
        {
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            LogRequest(id, context.Request.Method, Route(context), context.Response.StatusCode, milliseconds);
        }
    }

    private static Task CompleteAsync(HttpContext context)
    {
        var response = context.Response;
        if (HttpMethods.IsOptions(context.Request.Method) && response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        var bare = response.StatusCode >= 400 && response.ContentType is null && response.ContentLength is null or 0;
        return bare ? Problem.OfStatus(response.StatusCode).ExecuteAsync(context) : Task.CompletedTask;
    }

    private static async Task FailAsync(HttpContext context, string id, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer is out: cutting the connection is the only way left to say that it is not whole.
            context.Abort();
            return;
        }

        context.Response.Clear();
        SetHeaders(context.Response.Headers, id);
        if (problem.Status is 408 or 413)
        {
            context.Response.Headers.Connection = "close";
        }

        await problem.ExecuteAsync(context);
    }

    private static void SetHeaders(IHeaderDictionary headers, string id)
    {
        headers[RequestIdHeader] = id;
        headers[HeaderNames.CacheControl] = "no-store";
        headers.XContentTypeOptions = "nosniff";
    }

    private static string RequestId(Microsoft.Extensions.Primitives.StringValues given)
    {
        if (given.Count == 1 && given[0] is { Length: > 0 and <= LongestRequestId } id && id.All(IsSane))
        {
            return id;
        }

        return Guid.NewGuid().ToString("N");
    }

    private static bool IsSane(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '=' or '+';

    /// <summary>The pattern, never the address: a query may hold keys and a path what somebody typed.</summary>
    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";

    [LoggerMessage(1001, LogLevel.Error, "Request {RequestId} to {Route} failed: {ExceptionType}\n{Stack}")]
    private partial void LogFailure(string requestId, string route, string? exceptionType, string? stack);

    [LoggerMessage(1002, LogLevel.Debug, "Request {RequestId}: {Method} {Route} answered {Status} in {Milliseconds:0.0} ms")]
    private partial void LogRequest(string requestId, string method, string route, int status, double milliseconds);
}
