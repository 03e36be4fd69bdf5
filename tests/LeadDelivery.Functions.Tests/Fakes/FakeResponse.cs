using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>An answer of which only the status matters.</summary>
public sealed class FakeResponse(int status) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public static Response<T> Of<T>(T value, int status = 200) => FromValue(value, new FakeResponse(status));

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => false;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }
}

/// <summary>The answer that there is no such thing.</summary>
public sealed class FakeAbsence<T> : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("There is no value.");

    public override Response GetRawResponse() => new FakeResponse(404);
}

/// <summary>A list that is asked for page by page.</summary>
public sealed class FakePages<T>(int pageSize, Func<string?, int, (IReadOnlyList<T> Items, string? Next)> serve) : AsyncPageable<T>
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        for (var token = continuationToken; ;)
        {
            await Task.Yield();
            var (items, next) = serve(token, pageSizeHint ?? pageSize);
            yield return Page<T>.FromValues(items, next, new FakeResponse(200));
            if (next is null)
                yield break;
            token = next;
        }
    }
}
