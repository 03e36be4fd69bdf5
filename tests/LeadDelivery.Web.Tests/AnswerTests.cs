using System.Net;
using System.Text;
using System.Xml.Linq;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Web.Tests;

public sealed class AnswerTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Source_told_the_outcome_sees_neither_price_nor_deliveries()
    {
        _host.Leads["L1"] = Views.Sold("L1", "teller");

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=5", key: FakeHost.OutcomeKey));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"lead_id":"L1","outcome":"success","reason":null,"status_url":"/api/leads/L1"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Core.Leads.IntakeStatus.Accepted)]
    [InlineData(Core.Leads.IntakeStatus.Rejected)]
    public async Task Source_told_of_receipt_alone_learns_nothing_from_status_or_delay(Core.Leads.IntakeStatus status)
    {
        _host.OnSubmit = _ => new(status, "L1");
        _host.Leads["L1"] = Views.Sold("L1", "quiet") with { Outcome = Outcome.Failure };

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=5", key: FakeHost.ReceivedKey));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"lead_id":"L1","status_url":"/api/leads/L1"}""", await response.Content.ReadAsStringAsync());
        Assert.Empty(_host.Waits);
    }

    [Theory]
    [InlineData("application/xml", true)]
    [InlineData("text/xml", true)]
    [InlineData("application/json;q=0.5, application/xml", true)]
    [InlineData("text/html, application/xml;q=0.9, */*;q=0.8", true)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("application/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/xml;q=0.2, application/json;q=0.8", false)]
    [InlineData("nonsense;;;", false)]
    public async Task Answer_is_json_or_xml_as_accept_says(string accept, bool xml)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit().With("Accept", accept));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(xml ? "application/xml" : "application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Xml_answer_has_the_names_of_the_json_answer()
    {
        _host.Leads["L1"] = Views.Sold("L1", "partner") with { Reason = "odd \u0001 & <tag> \ud83d\ude00" };

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=5").With("Accept", "application/xml"));

        var result = XDocument.Parse(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync())).Root!;
        Assert.Equal("result", result.Name.LocalName);
        Assert.Equal(["lead_id", "outcome", "reason", "price", "status_url", "deliveries"], result.Elements().Select(e => e.Name.LocalName));
        Assert.Equal("odd \uFFFD & <tag> \ud83d\ude00", result.Element("reason")!.Value);
        Assert.Equal("45.00", result.Element("price")!.Value);
        Assert.Equal(
            [("premium", "skipped", ""), ("abc", "success", "45.00"), ("crm", "success", "")],
            result.Element("deliveries")!.Elements("delivery").Select(d => ((string)d.Element("recipient")!, (string)d.Element("outcome")!, (string)d.Element("price")!)));
    }

    [Fact]
    public async Task Errors_stay_json_whatever_is_accepted()
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(key: "wrong").With("Accept", "application/xml"));

        await response.ProblemAsync(401);
    }
}
