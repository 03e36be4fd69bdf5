using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class SoapFaultTests
{
    private const string Fault11 =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>
          <faultcode>soap:Client</faultcode><faultstring> Campaign
          is paused </faultstring><detail><code>17</code></detail>
        </soap:Fault></soap:Body></soap:Envelope>
        """;

    private const string Fault12 =
        """
        <env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Header/><env:Body><env:Fault>
          <env:Code><env:Value>env:Sender</env:Value></env:Code>
          <env:Reason><env:Text xml:lang="de">Gesperrt</env:Text><env:Text xml:lang="en-US">Campaign is paused</env:Text></env:Reason>
        </env:Fault></env:Body></env:Envelope>
        """;

    private static readonly Recipient Rules = Reading("//Result == 'OK'");

    [Theory]
    [InlineData(Fault11, "Campaign\n  is paused")]
    [InlineData(Fault12, "Campaign is paused")]
    public void Fault_with_status_500_is_server_trouble_in_its_own_words(string body, string reason)
    {
        var verdict = Read(Rules, 500, body);

        Assert.Equal((Outcome.Error, "5xx", reason), (verdict.Outcome, verdict.RetryClass, verdict.Reason));
    }

    [Theory]
    [InlineData(200, Outcome.Failure)]
    [InlineData(400, Outcome.Failure)]
    [InlineData(401, Outcome.Error)]
    public void Fault_with_another_status_gives_the_reason_and_the_status_and_rules_the_outcome(int status, Outcome outcome)
    {
        var verdict = Read(Rules, status, Fault12);

        Assert.Equal((outcome, null, "Campaign is paused"), (verdict.Outcome, verdict.RetryClass, verdict.Reason));
    }

    [Fact]
    public void Fault_where_neither_success_nor_failure_holds_is_an_error_in_its_own_words()
    {
        var verdict = Read(Reading("//Result == 'OK'", "//Result == 'NO'"), 200, Fault12);

        Assert.Equal((Outcome.Error, "Campaign is paused"), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void Rule_that_names_the_status_decides_over_a_fault()
    {
        var verdict = Read(Reading("//Result == 'OK'", "status == 500 and //faultcode == 'soap:Client'"), 500, Fault11);

        Assert.Equal((Outcome.Failure, null), (verdict.Outcome, verdict.RetryClass));
    }

    [Fact]
    public void Reason_rule_that_finds_something_goes_before_the_fault()
    {
        Assert.Equal("17", Read(Reading("//Result == 'OK'", null, null, null, "//detail/code"), 500, Fault11).Reason);
        Assert.Equal("Campaign is paused", Read(Reading("//Result == 'OK'", null, null, null, "//detail/code"), 500, Fault12).Reason);
    }

    [Fact]
    public void Fault_without_rules_is_an_error_by_its_status() =>
        Assert.Equal((Outcome.Error, "Campaign is paused"), (Read(Reading(), 400, Fault12).Outcome, Read(Reading(), 400, Fault12).Reason));

    [Theory]
    [InlineData("<Envelope><Body><Fault/></Body></Envelope>")]
    [InlineData("<Envelope><Body/></Envelope>")]
    [InlineData("<html><Envelope><Body><Fault><faultstring>x</faultstring></Fault></Body></Envelope></html>")]
    [InlineData("<Envelope><Body><Fault><faultstring> </faultstring></Fault></Body></Envelope>")]
    public void Without_words_of_a_fault_the_status_is_the_reason(string body) => Assert.Equal("HTTP 500", Read(Rules, 500, body).Reason);

    private static Verdict Read(Recipient recipient, int status, string body) => ReplyReader.Read(recipient, Reply(status, body), Seen);
}
