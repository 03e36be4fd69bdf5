namespace LeadDelivery.Core.Tests.Specs;

/// <summary>Each recipient under samples/specs makes exactly the request that is written down beside it, in requests/.</summary>
public sealed class PostingRequestsTests
{
    private const string Ping = ".ping";

    public static TheoryData<string> Calls =>
    [
        .. SpecSamples.Catalog.Recipients.Values.OrderBy(r => r.Id, StringComparer.Ordinal)
            .SelectMany(r => r.Ping is null ? new[] { r.Id } : [r.Id, r.Id + Ping]),
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Recipient_sends_exactly_the_request_written_beside_it(string call)
    {
        var file = Path.Combine(SpecSamples.Folder, "requests", call + ".http");
        var request = call.EndsWith(Ping, StringComparison.Ordinal)
            ? SpecSamples.Request(call[..^Ping.Length], ping: true)
            : SpecSamples.Request(call, ping: false);
        if (Environment.GetEnvironmentVariable("LEADDELIVERY_REGENERATE") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, request);
        }

        Assert.Equal(File.ReadAllText(file), request);
    }

    [Fact]
    public void Every_written_request_belongs_to_a_recipient() => Assert.Equal(
        ((IEnumerable<object[]>)Calls).Select(call => $"{call[0]}.http").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(SpecSamples.Folder, "requests")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
