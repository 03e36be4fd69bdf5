using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Tests.Configuration.Checks;

public sealed class FieldPathTests
{
    private const string Flow =
        """
        accept:
          fields:
            first_name: { type: text }
            email: { type: email }
            phone_1: { type: phone }
            loan_amount: { type: number }
            address.city: { type: text }
            household: {}
        plan: ok
        """;

    [Theory]
    [InlineData("frist_name", "first_name")]
    [InlineData("emial", "email")]
    [InlineData("loan_amuont", "loan_amount")]
    [InlineData("loan_amonut", "loan_amount")]
    [InlineData("phnoe_1", "phone_1")]
    [InlineData("address.ctiy", "address.city")]
    public void Misspelled_field_is_a_mistake_with_its_line(string written, string meant)
    {
        var mistakes = Loading.Mistakes(("flows/one.yaml", Flow), Mapping($"a: \"x{{{{lead.{written}}}}}\""));

        Assert.Equal([$"recipients/ok.yaml:4: fields.a: `lead.{written}` is not a field of flow one; did you mean `{meant}`?"], mistakes);
    }

    [Theory]
    [InlineData("lead.last_name")]
    [InlineData("lead.phone_2")]
    [InlineData("lead.emails")]
    [InlineData("lead.credit_rating")]
    [InlineData("credit_rating")]
    [InlineData("submission.raw.credit_rating")]
    public void Any_other_undeclared_field_is_a_warning(string path)
    {
        var result = Loading.Load(("flows/one.yaml", Flow), Mapping($"a: \"{{{{{path}}}}}\""));

        Assert.NotNull(result.Catalog);
        Assert.StartsWith($"recipients/ok.yaml:4: fields.a: `{path}` is not a field of flow one", Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{lead.first_name}} {{email}} {{lead.household.size}} {{lead.address.city}} {{lead.address}} {{submission.raw.phone_1}}")]
    [InlineData("{{lead.id}} {{lead.test}} {{lead.received_at}} {{lead.trustedform_cert_url}} {{source.id}} {{appended.crm.id}} {{now}}")]
    [InlineData("{{delivery.key}} {{delivery_attempt}} {{ping.bid}} {{recipient.name}} {{submission.timestamp}}")]
    [InlineData("{{#each household as |person|}}{{person.name}}{{age}}{{@index}}{{/each}}")]
    public void What_is_declared_or_always_there_is_nothing_to_say(string template) =>
        Assert.Empty(Loading.Load(("flows/one.yaml", Flow), Mapping($"a: \"{template}\"")).Warnings);

    [Fact]
    public void Items_of_each_are_no_fields() => Assert.Empty(Loading.Load(
        ("flows/one.yaml", Flow),
        Mapping("a:\n    $each: lead.household\n    $as: person\n    $value: { n: \"{{person.name}}\" }")).Warnings);

    [Fact]
    public void Name_that_a_source_renames_to_is_known()
    {
        var source = ("sources/partner.yaml", Loading.Source + "fields: { Rating: credit_rating }\n");

        Assert.Empty(Loading.Load(source, ("flows/one.yaml", Flow), Mapping("a: \"{{lead.credit_rating}}\"")).Warnings);
    }

    [Fact]
    public void Swapped_letters_are_a_mistake_though_the_field_is_used_beside_it() => Assert.Equal(
        ["recipients/ok.yaml:5: fields.b: `lead.frist_name` is not a field of flow one; did you mean `first_name`?"],
        Loading.Mistakes(("flows/one.yaml", Flow), Mapping("a: \"{{lead.first_name}}\"\n  b: \"{{lead.frist_name}}\"")));

    [Fact]
    public void Near_name_of_a_field_that_is_used_beside_it_is_a_warning()
    {
        var result = Loading.Load(("flows/one.yaml", Flow), Mapping("a: \"{{lead.loan_amount}}\"\n  b: \"{{lead.loan_amounts_}}{{lead.load_amount}}\""));

        Assert.Empty(result.Mistakes);
        Assert.Contains(result.Warnings, w => w.Message == "`lead.load_amount` is not a field of flow one; did you mean `loan_amount`?");
    }

    [Fact]
    public void Flow_without_declared_fields_is_not_checked() => Assert.Empty(Loading.Load(Mapping("a: \"{{lead.anything}}\"")).Warnings);

    [Fact]
    public void Name_that_one_of_two_flows_declares_is_a_warning_for_the_other()
    {
        var result = Loading.Load(
            ("flows/one.yaml", Flow), ("flows/two.yaml", "accept: { fields: { frist_name: {} } }\nplan: ok\n"), Mapping("a: \"{{lead.frist_name}}\""));

        Assert.Empty(result.Mistakes);
        Assert.Equal("`lead.frist_name` is not a field of flow one; did you mean `first_name`?", Assert.Single(result.Warnings).Message);
    }

    [Fact]
    public void Recipient_that_no_flow_delivers_to_is_not_checked() => Assert.Empty(Loading.Load(
        ("flows/one.yaml", Flow), ("recipients/idle.yaml", Loading.Recipient + "fields: { a: \"{{lead.frist_name}}\" }\n")).Warnings);

    [Theory]
    [InlineData("when: \"frist_name == 'x'\"", "when")]
    [InlineData("price: \"{{lead.loan_amuont / 10}}\"", "price")]
    [InlineData("response: { success: \"lead.frist_name == json.name\" }", "response.success")]
    public void Every_place_of_a_recipient_is_looked_at(string yaml, string place) => Assert.Contains(
        Loading.Mistakes(("flows/one.yaml", Flow), ("recipients/ok.yaml", Loading.Recipient + yaml + "\n")),
        m => m.StartsWith($"recipients/ok.yaml:4: {place}: `", StringComparison.Ordinal));

    [Fact]
    public void Bare_names_in_rules_for_replies_are_the_replys() => Assert.Empty(Loading.Load(
        ("flows/one.yaml", Flow), ("recipients/ok.yaml", Loading.Recipient + "response: { success: \"frist_name == 'x'\" }\n")).Warnings);

    [Theory]
    [InlineData("plan: { deliver: ok, when: \"loan_amuont > 5\" }", "plan.when")]
    [InlineData("also: [{ deliver: ok, when: \"frist_name == 'x'\" }]\nplan: ok", "also[0].when")]
    public void Conditions_of_a_flow_are_looked_at(string yaml, string place) => Assert.Contains(
        Loading.Mistakes(("flows/one.yaml", Flow.Replace("plan: ok", yaml, StringComparison.Ordinal))),
        m => m.Contains($": {place}: `", StringComparison.Ordinal));

    [Fact]
    public void Fields_of_dedupe_are_looked_at()
    {
        var flow = Flow.Replace("plan: ok", "  dedupe:\n    by: [emial]\n    within: 30d\nplan: ok", StringComparison.Ordinal);

        Assert.Equal(
            ["flows/one.yaml:10: accept.dedupe.by: `emial` is not a field of flow one; did you mean `email`?"],
            Loading.Mistakes(("flows/one.yaml", flow)));
    }

    [Fact]
    public void Misspelling_is_reported_with_the_other_mistakes()
    {
        var mistakes = Loading.Mistakes(
            ("flows/one.yaml", Flow), Mapping("a: \"{{lead.frist_name}}\""), ("recipients/other.yaml", "type: http\nendpoint: { urll: x }\n"));

        Assert.Contains(mistakes, m => m.Contains("frist_name", StringComparison.Ordinal));
        Assert.Contains(mistakes, m => m.Contains("urll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_that_was_in_force_is_taken_up_whatever_is_checked_today()
    {
        var records = new LeadDelivery.Testing.MemoryRecordStore();
        var files = ConfigurationFiles.Of(
            ("flows/one.yaml", Flow), ("sources/partner.yaml", Loading.Source), Mapping("a: \"{{lead.frist_name}}\""));
        await records.WriteAsync(
            [Core.Ports.RecordOperation.Insert(CatalogVersions.Partition, files.Version, files.ToJson())], default);

        Assert.NotNull(await new CatalogVersions(records, new FakeSecrets()).GetAsync(files.Version, default));
    }

    private static (string Path, string Text) Mapping(string field) =>
        ("recipients/ok.yaml", "endpoint:\n  url: https://buyer.example/leads\nfields:\n  " + field + "\n");
}
