using System.Text;
using BenchmarkDotNet.Attributes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Bench.Micro;

/// <summary>From 1 KB of JSON to what it means: two rules, reason, id and price. Target: under 5 µs.</summary>
public class ReplyBench
{
    private readonly LeadScope _scope = Sample.Scope();
    private readonly Recipient _recipient = Sample.Catalog.Recipients["buyer-0"];
    private readonly ChannelReply _accepted = Reply("accepted");
    private readonly ChannelReply _refused = Reply("rejected");

    /// <summary>As in <see cref="MappingBench.Warm"/>.</summary>
    [GlobalSetup]
    public void Warm() => Sample.Warm(() =>
    {
        Accepted();
        Refused();
    });

    /// <summary>A lead taken.</summary>
    [Benchmark]
    public Verdict Accepted() => ReplyReader.Read(_recipient, _accepted, _scope);

    /// <summary>A lead refused, with a reason.</summary>
    [Benchmark]
    public Verdict Refused() => ReplyReader.Read(_recipient, _refused, _scope);

    private static ChannelReply Reply(string status)
    {
        var details = string.Join(',', Enumerable.Range(0, 13).Select(i => $$"""{"field":"field_{{i:D2}}","code":{{100 + i}},"text":"a line about the field"}"""));
        var body = $$"""{"status":"{{status}}","leadId":"ABC123","price":45.00,"message":"State not covered","details":[{{details}}]}""";
        return new()
        {
            Category = SendCategory.Answered,
            Status = 200,
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(body),
        };
    }
}
