using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Tests.Leads;
using LeadDelivery.Core.Tests.Plans;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Pings;

/// <summary>docs/source-pings.md says what the code does: each ping and post is sent to the flow above it.</summary>
public sealed partial class SourcePingsPageTests
{
    private static readonly string Page = WorkingCopy.Page("source-pings.md");

    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string>();
            var flow = "";
            foreach (Match block in Blocks().Matches(Page))
            {
                var body = block.Groups["body"].Value;
                if (block.Groups["head"].Value == "yaml")
                {
                    flow = body;
                    continue;
                }

                var lines = body.Split('\n', 2);
                examples.Add(flow, lines[0], lines[1]);
            }

            return examples;
        }
    }

    [Fact]
    public void Page_has_an_example_for_each_rule() => Assert.True(Examples.Count >= 8, $"{Examples.Count}");

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_page_comes_to_what_it_says(string flow, string buyers, string lines)
    {
        var stage = new Stage(flow, buyers);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var told = Line().Match(line);
            Assert.True(told.Success, line);
            stage.SetClock(told.Groups["at"].Value);
            int? ping = told.Groups["ping"].Success ? int.Parse(told.Groups["ping"].Value, CultureInfo.InvariantCulture) : null;
            var fields = ValueObject.From(told.Groups["field"].Captures.Zip(told.Groups["value"].Captures)
                .Select(field => new KeyValuePair<string, Value>(field.First.Value, Value.Of(field.Second.Value))));
            var result = await (told.Groups["what"].Value == "ping"
                ? stage.PingAsync(fields)
                : stage.PostAsync(ping, fields, isFull: told.Groups["what"].Value == "full"));

            Assert.Equal($"{told.Groups["result"].Value} ({line})", $"{result} ({line})");
        }
    }

    [Fact]
    public void Page_names_every_key_of_the_flow()
    {
        var pings = System.Text.Json.JsonDocument.Parse(ConfigurationSchemas.All["flow.schema.json"]).RootElement
            .GetProperty("properties").GetProperty("pings").GetProperty("properties");

        Assert.All(pings.EnumerateObject(), key => Assert.Contains($"| `{key.Name}` |", Page, StringComparison.Ordinal));
    }

    [GeneratedRegex("""^```(?<head>yaml|text)\n(?<body>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("""^(?<at>[\d:]+)  (?<what>ping|post|full)(?: P(?<ping>\d+))?(?: (?<field>\w+)=(?<value>\w+))* +→ (?<result>.*)$""")]
    private static partial Regex Line();

    /// <summary>A flow, its buyers, and a clock that stands where the page says.</summary>
    private sealed class Stage
    {
        private const string Buyer = """
            endpoint: { url: "https://buyer.example/leads" }
            fields: { id: "{{lead.id}}" }
            response: { success: json.ok }
            retry: { attempts: 1 }

            """;

        private readonly Dictionary<string, BidSays> _bids = [];
        private readonly HashSet<string> _refusing = [];
        private readonly ManualTimeProvider _time = new(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        private readonly List<PingOffer> _offers = [];
        private readonly LeadDesk _desk;

        public Stage(string flow, string buyers)
        {
            foreach (var words in buyers.Split(" · ").Select(sentence => sentence.Split(' ', 2)))
            {
                if (words[1] == "refuses")
                {
                    _refusing.Add(words[0]);
                }
                else
                {
                    _bids.Add(words[0], BidSays.Parse(words[1]));
                }
            }

            var catalog = Loading.Good(
                [("flows/auto.yaml", flow), .. _bids.Keys.Select(id => ($"recipients/{id}.yaml", Buyer + BidSays.Ping))]);
            _desk = new LeadDesk(_time) { Flow = catalog.Flows["auto"], Recipients = catalog.Recipients };
            _desk.Answering(Answer);
        }

        public void SetClock(string at) =>
            _time.Advance(_time.GetUtcNow().Date + TimeSpan.Parse(at, CultureInfo.InvariantCulture) - _time.GetUtcNow().DateTime);

        public async Task<string> PingAsync(ValueObject fields)
        {
            var offer = (await _desk.Pings.OfferAsync(Of(fields), CancellationToken.None))!;
            _offers.Add(offer);
            return offer.Price is null ? $"failure: {offer.Reason}" : $"{Told(offer.Outcome, offer.Price)} until {offer.ExpiresAt:HH:mm:ss}";
        }

        public async Task<string> PostAsync(int? ping, ValueObject fields, bool isFull)
        {
            var taken = await _desk.Intake.SubmitAsync(
                Of(fields) with { PingId = ping is { } number ? _offers[number - 1].PingId : null, IsFull = isFull },
                CancellationToken.None);
            await _desk.Workflows.EndOf(taken.LeadId!);
            var lead = (await _desk.Reader.GetAsync(taken.LeadId!, CancellationToken.None))!;
            if (lead.Deliveries.IsEmpty)
            {
                return $"failure: {lead.Reason}";
            }

            // As it is told to the source: what it was promised, or else the price.
            return string.Join(
                " · ",
                lead.Deliveries.Select(delivery => $"{delivery.Recipient} {Told(delivery.Outcome, delivery.Price)}")
                    .Prepend(Told(lead.Outcome, lead.IsPromised ? lead.Cost : lead.Price)));
        }

        private static string Told(Outcome outcome, decimal? price) =>
            outcome.Name() + (price is { } amount ? amount.ToString(" 0.00", CultureInfo.InvariantCulture) : "");

        private Submission Of(ValueObject fields) => new(_desk.Current, _desk.Source, _desk.Flow, fields, false, null, default);

        private ChannelReply Answer(OutboundRequest request)
        {
            var id = request.Recipient.Id;
            return request.Url.AbsolutePath == BidSays.Path ? _bids[id].Reply($"{id}1")
                : LeadDesk.Answer(200, _refusing.Contains(id) ? """{"ok":false}""" : """{"ok":true}""");
        }
    }
}
