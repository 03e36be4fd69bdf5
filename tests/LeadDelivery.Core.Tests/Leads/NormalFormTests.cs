using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Leads;

/// <summary>A lead's fields on their way in: normal forms, what was sent, other writings of names, certificates.</summary>
public sealed class NormalFormTests
{
    private const string Certificate = "https://cert.trustedform.com/a1028cbb41b876744fa752eec276bec0e4c48b33";

    private const string Ping = "https://ping.trustedform.com/0.1JT7QUPI1sOFZxpr72ZK45K0ck75kEBO9H3jNJuX8NkqMTv4";

    [Fact]
    public async Task Delivery_sees_normal_forms_and_what_was_sent()
    {
        var desk = Desk("""
            phone_1: { type: phone, required: true }
            income: { type: money }
            state: { type: state }
            """);
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with
        {
            Body = Template(
                """
                ["{{phone_1}} {{format phone_1 '###-###-####'}} {{income * 2}} {{state}}",
                 "{{submission.raw.phone_1}} {{submission.raw.income}} {{submission.raw.state}} {{format submission.raw.phone_1 '##########'}}"]
                """),
        });

        await desk.DeliverAsync(Sent(("phone_1", "555-123-4567"), ("income", "$60,000"), ("state", "TX")));

        Assert.Equal(
            ["5551234567 555-123-4567 120000 TX", "555-123-4567 $60,000 TX 5551234567"],
            ValueJson.Parse(desk.Sent[0].Body.Span).AsList.Select(line => line.AsText));
    }

    [Fact]
    public async Task Lead_is_the_same_when_it_is_read_back_from_the_store()
    {
        var desk = Desk("phone_1: { type: phone }\nincome: { type: money }\ndob: { type: dob }\nagree: { type: boolean }");
        var sent = Sent(("phone_1", "(512) 555-0100 x9"), ("income", "$60,000.00"), ("dob", "5/17/60"), ("agree", "Yes"), ("note", "as is"));
        var result = await desk.SubmitAsync(sent);
        var fresh = await desk.Vault.FindAsync(desk.Records, result.LeadId!, CancellationToken.None);

        var stored = await new LeadVault(desk.Keys).FindAsync(desk.Records, result.LeadId!, CancellationToken.None);

        Assert.Equal("""{"phone_1":"5125550100x9","income":60000.00,"dob":"1960-05-17","agree":true,"note":"as is"}""", Json(fresh!.Fields));
        Assert.Equal(Json(fresh.Fields), Json(stored!.Fields));
        Assert.Equal(Json(sent), ValueJson.ToText(stored.Sent));
        Assert.Equal("""{"phone_1":"(512) 555-0100 x9","income":"$60,000.00","dob":"5/17/60","agree":"Yes"}""", Json(stored.Raw));
    }

    [Fact]
    public async Task What_was_sent_is_stored_under_the_leads_key_and_goes_with_it()
    {
        var desk = Desk("phone_1: { type: phone }");
        var lead = await desk.DeliverAsync(Sent(("phone_1", "(512) 555-0100"), ("email", "ann@example.com")));

        Assert.DoesNotContain(desk.Records.All(), record => System.Text.Encoding.UTF8.GetString(record.Body.Span).Contains("555-0100"));
        await desk.Erasure.EraseAsync(lead.LeadId, "operator", CancellationToken.None);
        Assert.Null((await desk.Reader.GetAsync(lead.LeadId, CancellationToken.None))!.Raw);
    }

    [Fact]
    public async Task A_lead_stored_before_there_were_normal_forms_is_read_as_it_was_stored()
    {
        var desk = Desk("phone_1: { type: phone }");
        var result = await desk.SubmitAsync(Sent(("phone_1", "5125550100")));
        var lead = (await desk.Vault.FindAsync(desk.Records, result.LeadId!, CancellationToken.None))!;
        var head = LeadRecords.Lead((await desk.Records.GetAsync(LeadRecords.Partition(lead.Id), LeadRecords.HeadRow, CancellationToken.None))!);

        var old = desk.Vault.Open(lead.Id, head with { Body = lead.Seal(Sent(("phone_1", "(512) 555-0100"))) })!;

        Assert.Equal(("(512) 555-0100", 0), (old.Fields.At("phone_1").AsText, old.Raw.Count));
    }

    [Fact]
    public async Task The_trail_and_the_search_know_what_was_sent()
    {
        var desk = Desk("phone_1: { type: phone }");
        var lead = await desk.DeliverAsync(Sent(("phone_1", "(512) 555-0100"), ("email", "ann@example.com")));

        var received = (await desk.Reader.EventsAsync(lead.LeadId, CancellationToken.None))![0];
        Assert.Equal("""{"phone_1":"(512) 555-0100"}""", ValueJson.ToText(received.Data.At("raw")));
        foreach (var search in new[] { "(512) 555-0100", "5125550100", "ann@example.com" })
        {
            Assert.Single((await desk.List.PageAsync(new LeadFilter { Search = search }, CancellationToken.None)).Leads);
        }
    }

    [Theory]
    [InlineData("{ type: state }", null)]
    [InlineData("{ type: state, required: true }", "f: not a US state or Canadian province")]
    [InlineData("{ type: state, valid: true }", "f: not a US state or Canadian province")]
    [InlineData("{ type: number, min: 5 }", "f: not a number")]
    [InlineData("{ values: [Own, Rent] }", "f: not one of Own, Rent")]
    [InlineData("{ type: state, values: [CA] }", "f: not a US state or Canadian province")]
    public async Task What_cannot_be_read_stays_as_it_was_sent_and_fails_only_where_the_flow_says_so(string rule, string? reason)
    {
        var desk = Desk("f: " + rule);

        var lead = await desk.DeliverAsync(Sent(("f", "XX ")));

        Assert.Equal("XX ", lead.Fields!.At("f").AsText);
        Assert.Equal(reason, reason is null ? null : lead.Reason);
        Assert.Equal(reason is null ? Outcome.Success : Outcome.Failure, lead.Outcome);
    }

    [Theory]
    [InlineData("{ type: state, valid: true }")]
    [InlineData("{ type: number, min: 5 }")]
    [InlineData("{ values: [Own, Rent] }")]
    public async Task What_is_not_required_may_be_missing_or_blank(string rule)
    {
        Assert.Equal(Outcome.Success, (await Desk("f: " + rule).DeliverAsync(Sent(("g", "x")))).Outcome);
        Assert.Equal(Outcome.Success, (await Desk("f: " + rule).DeliverAsync(Sent(("f", "  ")))).Outcome);
    }

    [Theory]
    [InlineData("{ type: state, values: [CA, TX] }", "New York", "f: not one of CA, TX")]
    [InlineData("{ type: dob, min: 18 }", "2010-01-01", "f: below 18 years")]
    [InlineData("{ type: dob, max: 80 }", "1/1/1920", "f: above 80 years")]
    [InlineData("{ type: range, min: 600 }", "500-700", "f: below 600")]
    [InlineData("{ type: range, max: 1000 }", "900+", "f: above 1000")]
    [InlineData("{ type: money, max: 1000 }", "$2k", "f: above 1000")]
    [InlineData("{ type: boolean, values: [true] }", "no", "f: not one of true")]
    [InlineData("{ type: phone, min: 10 }", "(512) 555-0100", null)]
    [InlineData("{ type: dob, min: 18 }", "1/1/1980", null)]
    [InlineData("{ type: range, min: 600 }", "700+", null)]
    public async Task Bounds_and_values_are_those_of_the_normal_form(string rule, string sent, string? reason)
    {
        var lead = await Desk("f: " + rule).DeliverAsync(Sent(("f", sent)));

        Assert.Equal((reason is null ? Outcome.Success : Outcome.Failure, reason), (lead.Outcome, reason is null ? null : lead.Reason));
    }

    [Fact]
    public async Task Nested_fields_have_types_too()
    {
        var desk = Desk("contact.phone: { type: phone }\ncontact.home.zip: { type: postal }");

        var lead = await desk.DeliverAsync(TestScopeJson("""{ "contact": { "phone": "512.555.0100", "home": { "zip": "k1a0b1", "x": 1 } } }"""));

        Assert.Equal("""{"contact":{"phone":"5125550100","home":{"zip":"K1A 0B1","x":1}}}""", Json(lead.Fields!));
        Assert.Equal("""{"contact":{"phone":"512.555.0100","home":{"zip":"k1a0b1","x":1}}}""", Json(lead.Raw!));
    }

    [Fact]
    public async Task Test_rules_and_cost_see_normal_forms()
    {
        var desk = Desk("state: { type: state }");
        desk.Source = desk.Source with
        {
            Cost = Template("{{state == 'CA' ? 20 : 15}}"),
            TestAccept = Parse("state == 'CA' && submission.raw.state == 'california'"),
        };

        var lead = await desk.DeliverAsync(Sent(("state", "california")));

        Assert.Equal((20m, true), (lead.Cost, lead.Test));
    }

    [Fact]
    public async Task Duplicates_are_found_by_normal_forms()
    {
        var desk = Desk("phone_1: { type: phone }\nzip: { type: postal }", "dedupe: { by: [phone_1, zip], within: 1d }");

        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync(Sent(("phone_1", "(512) 555-0100"), ("zip", "k1a0b1")))).Status);
        Assert.Equal(IntakeStatus.Rejected, (await desk.SubmitAsync(Sent(("phone_1", "+1 512.555.0100"), ("zip", " K1A 0B1")))).Status);
    }

    [Theory]
    [InlineData("Email", "Ann@Example.com", "email")]
    [InlineData("EMAIL", "ann@example.com", "email")]
    public async Task A_declared_field_is_found_under_another_case_and_keeps_the_sources_name_too(string name, string value, string field)
    {
        var desk = Desk("email: { type: email, required: true }");

        var lead = await desk.DeliverAsync(Sent((name, value)));

        Assert.Equal(("ann@example.com", value), (lead.Fields!.At(field).AsText, lead.Fields!.At(name).AsText));
    }

    [Fact]
    public async Task Two_names_that_differ_in_case_are_nobodys_other_writing()
    {
        var desk = Desk("email: { type: email }");

        var lead = await desk.DeliverAsync(Sent(("Email", "ann@example.com"), ("EMAIL", "bob@example.com")));

        Assert.Equal(2, lead.Fields!.Count);
    }

    [Fact]
    public async Task A_rename_of_the_source_comes_first()
    {
        var desk = Desk("email: { type: email }\nphone_1: { type: phone }");
        desk.Source = desk.Source with { Fields = desk.Source.Fields.Add("Email", "other").Add("xxTrustedFormCertUrl", "proof") };

        var lead = await desk.DeliverAsync(Sent(("Email", "ann@example.com"), ("xxTrustedFormCertUrl", Certificate)));

        Assert.Equal(["other", "proof"], lead.Fields!.Members.Select(m => m.Key));
    }

    [Theory]
    [InlineData(
        "xxTrustedFormCertUrl", "HTTPS://CERT.TrustedForm.com/A1028CBB41B876744FA752EEC276BEC0E4C48B33?x=1", "trustedform_cert_url", Certificate)]
    [InlineData("xxtrustedformtoken", Certificate, "trustedform_cert_url", Certificate)]
    [InlineData("TrustedFormCertUrl", Certificate, "trustedform_cert_url", Certificate)]
    [InlineData("trusted_form_cert_url", Certificate, "trustedform_cert_url", Certificate)]
    [InlineData("Trusted_Form_URL", Certificate, "trustedform_cert_url", Certificate)]
    [InlineData("TRUSTEDFORM_CERT_URL", Certificate, "trustedform_cert_url", Certificate)]
    [InlineData("xxTrustedFormPingUrl", Ping, "trustedform_ping_url", Ping)]
    [InlineData("xxTrustedFormCertUrl", Ping, "trustedform_ping_url", Ping)]
    [InlineData("universal_leadid", "7d3a61c2-0f0b-4b6c-9c37-8d5a8f1c2b3d", "jornaya_lead_id", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D")]
    [InlineData("leadid_token", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D", "jornaya_lead_id", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D")]
    [InlineData("JornayaLeadId", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D", "jornaya_lead_id", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D")]
    public async Task A_certificate_is_found_under_the_names_of_the_field(string name, string value, string field, string normal)
    {
        var lead = await Desk("email: {}").DeliverAsync(Sent((name, value)));

        Assert.Equal((normal, value), (lead.Fields!.At(field).AsText, lead.Fields!.At(name).AsText));
        Assert.Equal(value == normal ? null : value, lead.Raw!.TryGet(field, out var raw) ? raw.AsText : null);
    }

    [Fact]
    public async Task A_certificate_under_its_own_name_is_left_as_the_flow_has_it_and_counts_first()
    {
        var lead = await Desk("email: {}").DeliverAsync(Sent(("trustedform_cert_url", "mine"), ("xxTrustedFormCertUrl", Certificate)));

        Assert.Equal(("mine", 2), (lead.Fields!.At("trustedform_cert_url").AsText, lead.Fields!.Count));
    }

    [Theory]
    [InlineData("trustedform", "Y")]
    [InlineData("universal_leadid", "none")]
    [InlineData("lead_id", "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D")]
    public async Task What_is_no_certificate_adds_nothing(string name, string value) =>
        Assert.Equal([name], (await Desk("email: {}").DeliverAsync(Sent((name, value)))).Fields!.Members.Select(m => m.Key));

    [Fact]
    public async Task A_required_certificate_may_come_under_the_forms_name()
    {
        var desk = Desk("trustedform_cert_url: { type: trustedform, required: true }");

        Assert.Equal(Outcome.Success, (await desk.DeliverAsync(Sent(("xxTrustedFormCertUrl", Certificate)))).Outcome);
        Assert.Equal("trustedform_cert_url: required, but missing", (await desk.DeliverAsync(Sent(("xxTrustedFormCertUrl", "none")))).Reason);
    }

    [Fact]
    public async Task The_same_key_and_body_are_the_same_lead_whatever_its_normal_form()
    {
        var desk = Desk("phone_1: { type: phone }");

        var first = await desk.SubmitAsync(Sent(("phone_1", "512-555-0100")), key: "k");
        var other = await desk.SubmitAsync(Sent(("phone_1", "5125550100")), key: "k");

        Assert.Equal((IntakeStatus.Accepted, IntakeStatus.KeyReused), (first.Status, other.Status));
        Assert.Equal(IntakeStatus.Repeated, (await desk.SubmitAsync(Sent(("phone_1", "512-555-0100")), key: "k")).Status);
    }

    private static LeadDesk Desk(string fields, string more = "")
    {
        var desk = new LeadDesk();
        var accept = Loading.FlowOf($"plan: ok\naccept:\n  fields:\n    {fields.ReplaceLineEndings("\n    ")}\n  {more}\n").Accept;
        desk.Flow = desk.Flow with { Accept = accept };
        return desk;
    }

    private static ValueObject Sent(params (string Name, string Value)[] fields) =>
        ValueObject.From(fields.Select(field => new KeyValuePair<string, Value>(field.Name, Value.Of(field.Value))));

    private static ValueObject TestScopeJson(string json) => ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(json)).AsObject;

    private static string Json(ValueObject fields) => ValueJson.ToText(Value.Of(fields));
}
