using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Leads;

public class LeadIntakeTests
{
    private static readonly AcceptRules EmailRequired = new() { Fields = [new FieldRule("email", "email", true, null, null)] };

    [Fact]
    public async Task A_lead_that_fails_the_rules_is_recorded_with_its_reasons_and_delivered_to_nobody()
    {
        var desk = new LeadDesk();
        desk.Flow = desk.Flow with { Accept = EmailRequired with { When = Parse("age >= 18") } };

        var result = await desk.SubmitAsync(Fields(email: "not-an-email", more: ("age", Value.Of(17m))));
        await desk.Workflows.EndOf(result.LeadId!);

        var lead = await desk.Reader.GetAsync(result.LeadId!, CancellationToken.None);
        Assert.Equal(IntakeStatus.Rejected, result.Status);
        Assert.Equal((Outcome.Failure, "email: not an email address; does not satisfy: age >= 18"), (lead!.Outcome, lead.Reason));
        Assert.Empty(lead.Deliveries);
        Assert.Empty(desk.Sent);
    }

    [Theory]
    [InlineData("email", "ann@example.com", null)]
    [InlineData("email", "ann.example.com", "f: not an email address")]
    [InlineData("email", "ann@@example.com", "f: not an email address")]
    [InlineData("email", "ann@example", "f: not an email address")]
    [InlineData("phone", "(555) 123-4567", null)]
    [InlineData("phone", "+1 555 123 4567", null)]
    [InlineData("phone", "12345", "f: not a phone number")]
    [InlineData("phone", "call me", "f: not a phone number")]
    [InlineData("state", "ca", null)]
    [InlineData("state", "New York", null)]
    [InlineData("state", "XX", "f: not a US state or Canadian province")]
    [InlineData("postal", "90210-1234", null)]
    [InlineData("postal", "K1A 0B1", null)]
    [InlineData("postal", "no", "f: not a postal code")]
    [InlineData("number", "1,200.50", null)]
    [InlineData("number", "many", "f: not a number")]
    [InlineData("boolean", "Yes", null)]
    [InlineData("boolean", "perhaps", "f: not yes or no")]
    [InlineData("date", "1980-02-29", null)]
    [InlineData("date", "someday", "f: not a date")]
    [InlineData("url", "https://example.com/a", null)]
    [InlineData("url", "ftp://example.com/a", "f: not an http or https address")]
    [InlineData("ip", "203.0.113.9", null)]
    [InlineData("ip", "999.1.1.1", "f: not an IP address")]
    [InlineData("uuid", "0f8fad5b-d9cb-469f-a165-70867728950e", null)]
    [InlineData("uuid", "0f8fad5b", "f: not a UUID")]
    [InlineData("text", "", "f: required, but missing")]
    public void A_required_field_must_be_readable_as_its_type(string type, string value, string? reason)
    {
        var rules = new AcceptRules { Fields = [new FieldRule("f", type, true, null, null)] };
        var fields = ValueObject.From([new("f", Value.Of(value))]);

        Assert.Equal(reason is null ? [] : [reason], Check(rules, fields));
    }

    [Theory]
    [InlineData("number", "5", "f: below 10")]
    [InlineData("number", "10", null)]
    [InlineData("number", "101", "f: above 100")]
    [InlineData(null, "short", "f: below 10 characters")]
    public void A_field_must_lie_within_its_bounds(string? type, string value, string? reason)
    {
        var rules = new AcceptRules { Fields = [new FieldRule("f", type, false, 10, 100)] };

        Assert.Equal(reason is null ? [] : [reason], Check(rules, ValueObject.From([new("f", Value.Of(value))])));
    }

    [Fact]
    public void An_optional_field_that_cannot_be_read_as_its_type_refuses_nothing()
    {
        var rules = new AcceptRules { Fields = [new FieldRule("state", "state", false, null, null)] };

        Assert.Empty(Check(rules, ValueObject.From([new("state", Value.Of("XX"))])));
    }

    [Fact]
    public async Task The_same_key_with_the_same_body_is_the_same_lead_and_with_another_body_is_refused()
    {
        var desk = new LeadDesk();

        var first = await desk.SubmitAsync(key: "k-1");
        var second = await desk.SubmitAsync(key: "k-1");
        var other = await desk.SubmitAsync(Fields(email: "bob@example.com"), key: "k-1");

        Assert.Equal((IntakeStatus.Accepted, IntakeStatus.Repeated), (first.Status, second.Status));
        Assert.Equal(first.LeadId, second.LeadId);
        Assert.Equal(IntakeStatus.KeyReused, other.Status);
        await desk.Workflows.EndOf(first.LeadId!);
        Assert.Single(desk.Sent);
    }

    [Fact]
    public async Task Of_many_posts_at_one_moment_under_one_key_one_is_taken()
    {
        var desk = new LeadDesk();

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => desk.SubmitAsync(key: "k-2"))));

        Assert.Single(results.Select(result => result.LeadId).Distinct());
        Assert.Single(results, result => result.Status == IntakeStatus.Accepted);
    }

    [Fact]
    public async Task Of_many_posts_of_one_consumer_at_one_moment_one_is_taken_and_the_others_are_duplicates()
    {
        var desk = new LeadDesk();
        desk.Flow = desk.Flow with
        {
            Accept = new()
            {
                Fields = [new FieldRule("phone_1", "phone", true, null, null)],
                Dedupe = new DedupeRule(["email", "phone_1"], TimeSpan.FromDays(30)),
            },
        };
        string[] writings = ["5551234567", "(555) 123-4567", "+1 555-123-4567", "1.555.123.4567"];

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => desk.SubmitAsync(Fields(email: i % 2 == 0 ? "Ann@Example.com" : "ann@example.com ", phone: writings[i % 4])))));

        Assert.Single(results, result => result.Status == IntakeStatus.Accepted);
        Assert.Equal(15, results.Count(result => result.Status == IntakeStatus.Rejected));
        var duplicate = await desk.Reader.GetAsync(results.First(r => r.Status == IntakeStatus.Rejected).LeadId!, CancellationToken.None);
        Assert.StartsWith("duplicate: same email, phone_1 as lead ", duplicate!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_seen_before_the_window_is_no_duplicate()
    {
        var desk = new LeadDesk();
        desk.Flow = desk.Flow with { Accept = new() { Dedupe = new DedupeRule(["email"], TimeSpan.Zero) } };

        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync()).Status);
        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync()).Status);
    }

    [Fact]
    public async Task The_sources_own_names_are_renamed_on_the_way_in()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Fields = desk.Source.Fields.Add("Phone", "phone_1") };

        var lead = await desk.DeliverAsync(ValueObject.From([new("Phone", Value.Of("5559998888")), new("email", Value.Of("a@b.co"))]));

        Assert.Equal("5559998888", lead.Fields!.At("phone_1").AsText);
    }

    [Fact]
    public async Task The_cost_is_a_number_or_an_expression_of_the_lead()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Cost = Template("{{lead.state == 'CA' ? 20 : 15}}") };

        Assert.Equal(20m, (await desk.DeliverAsync(Fields(more: ("state", Value.Of("CA"))))).Cost);
        Assert.Equal(15m, (await desk.DeliverAsync()).Cost);
    }

    [Theory]
    [InlineData(StartOutcome.Busy, IntakeStatus.Busy)]
    [InlineData(StartOutcome.NoSpace, IntakeStatus.NoSpace)]
    [InlineData(StartOutcome.Stopping, IntakeStatus.Stopping)]
    public async Task What_the_host_cannot_take_is_refused_whole(StartOutcome refusal, IntakeStatus status)
    {
        var desk = new LeadDesk { Workflows = { Refuse = refusal } };

        Assert.Equal(status, (await desk.SubmitAsync()).Status);
        Assert.Empty(desk.Records.All());
    }

    [Fact]
    public async Task Nothing_of_the_consumer_is_stored_in_the_clear()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Refuses("ann@example.com is known"));
        desk.Flow = desk.Flow with { Accept = new() { Dedupe = new DedupeRule(["email", "phone_1"], TimeSpan.FromDays(1)) } };

        await desk.DeliverAsync();
        await desk.DeliverAsync();

        Assert.All(desk.Records.All(), record =>
        {
            var text = $"{record.Partition} {record.Row} {System.Text.Encoding.UTF8.GetString(record.Body.Span)}";
            Assert.DoesNotContain("ann@", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("5551234567", text, StringComparison.Ordinal);
            Assert.DoesNotContain("token-of-the-buyer", text, StringComparison.Ordinal);
        });
    }

    private static IReadOnlyList<string> Check(AcceptRules rules, ValueObject fields)
    {
        var lead = new Lead
        {
            Id = "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            Source = "s",
            Flow = "f",
            Catalog = "v1",
            Key = new("k", new byte[32]),
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Fields = fields,
        };
        return Acceptance.Check(rules, lead, new LeadScope(lead, null, null, DateTimeOffset.UnixEpoch));
    }
}
