using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Reads rows of JSON: one document a line, or the items of one array.</summary>
internal static class JsonRecords
{
    /// <summary>Bytes read at once.</summary>
    private const int BlockBytes = 65_536;

    /// <summary>One document a line; empty lines are none. A line that is no object is a problem, and the next one is read.</summary>
    public static async IAsyncEnumerable<FeedbackRecord> ReadLinesAsync(
        Stream file, FeedbackLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var splitter = new LineSplitter(limits.Row);
        await foreach (var block in BlocksAsync(file, cancellation))
        {
            foreach (var (line, item) in splitter.Next(block, isEnd: block.IsEmpty))
            {
                yield return item is null
                    ? new(line, default, $"a line of more than {limits.Row} bytes")
                    : Parse(line, item);
            }
        }
    }

    /// <summary>The items of the array that the file is, or of its member <paramref name="root"/>.</summary>
    public static async IAsyncEnumerable<FeedbackRecord> ReadArrayAsync(
        Stream file, string? root, FeedbackLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var items = new JsonItems(file, root, limits.Row);
        var number = 1L;
        while (await items.NextAsync(cancellation) is { } item)
        {
            yield return Parse(number, item);
            number++;
        }

        if (items.Problem is { } problem)
        {
            yield return new(number, default, problem);
        }
    }

    /// <summary>The file in blocks, and an empty one at its end.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(
        Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        int read;
        do
        {
            read = await file.ReadAsync(block, cancellation);
            yield return block.AsMemory(0, read);
        }
        while (read > 0);
    }

    private static FeedbackRecord Parse(long line, byte[] utf8)
    {
        try
        {
            var value = ValueJson.Parse(utf8);
            return value.Kind == ValueKind.Object
                ? new(line, value)
                : new(line, default, "is no object, expected one with a member for each column");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair as an escape, bytes that are no UTF-8.
            return new(line, default, "is no JSON, expected an object");
        }
    }
}
