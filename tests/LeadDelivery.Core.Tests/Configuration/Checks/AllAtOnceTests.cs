using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Tests.Configuration.Checks;

/// <summary>One mistake neither hides another nor is told twice.</summary>
public sealed class AllAtOnceTests
{
    private const string Faulty = "rate: fast\n";
    private const string Declares = "accept: { fields: { email: { type: email } } }\n";
    private const string ReadsEmial = Loading.Recipient + "fields:\n  a: \"{{lead.emial}}\"\n";
    private const string BatchTo = "columns: { id: \"{{lead.id}}\" }\nformat: csv\nfile: a.csv\nto: { type: folder, path: /tmp/out }\nschedule: { count: 1 }\n";

    [Fact]
    public void Mistake_in_a_source_hides_nothing_of_flows_and_recipients() => Says(
        [
            "flows/one.yaml:2: plan.auction.bidders[0]: ok has neither ping nor price, expected one of them to bid with",
            "flows/one.yaml:2: plan.auction.bidders[1]: the recipient euro is paid in EUR (recipients/euro.yaml), expected USD, the flow's",
            "recipients/ok.yaml:5: fields.a: `lead.emial` is not a field of flow one; did you mean `email`?",
            "sources/partner.yaml:1: key: the secret UNSET is not defined, expected it in the environment or the key vault",
        ],
        ("sources/partner.yaml", "key: ${UNSET}\n"),
        ("flows/one.yaml", Declares + "plan: { auction: { bidders: [ok, euro] } }\n"),
        ("recipients/ok.yaml", ReadsEmial),
        ("recipients/euro.yaml", Loading.Recipient + "currency: EUR\nprice: 5\n"));

    [Fact]
    public void Mistake_in_a_flow_hides_nothing_of_its_auction_and_recipients() => Says(
        [
            "flows/one.yaml:2: wait: expected a duration",
            "flows/one.yaml:3: plan.auction.bidders[0]: ok has neither ping nor price, expected one of them to bid with",
            "recipients/ok.yaml:5: fields.a: `lead.emial` is not a field of flow one; did you mean `email`?",
        ],
        ("flows/one.yaml", Declares + "wait: soon\nplan: { auction: { bidders: [ok] } }\n"),
        ("recipients/ok.yaml", ReadsEmial));

    [Fact]
    public void Mistake_in_a_recipient_hides_neither_its_misspelt_field_nor_its_circle() => Says(
        [
            "recipients/ok.yaml:2: backup: goes round in a circle: ok → ok; expected an end",
            "recipients/ok.yaml:3: rate: expected a rate",
            "recipients/ok.yaml:8: fields.a: `lead.emial` is not a field of flow one; did you mean `email`?",
        ],
        ("flows/one.yaml", Declares + "plan: ok\n"),
        ("recipients/ok.yaml", "name: A\nbackup: ok\n" + Faulty + ReadsEmial));

    [Fact]
    public void Mistake_in_a_file_does_not_hide_that_two_sources_share_a_key() => Says(
        [
            "sources/a.yaml:2: rate: expected a rate",
            "sources/b.yaml:1: key: sources/a.yaml has the same key, expected one of its own",
            "sources/b.yaml:2: rate: expected a rate",
        ],
        ("sources/a.yaml", "key: shared-key-1\n" + Faulty),
        ("sources/b.yaml", "key: shared-key-1\n" + Faulty));

    [Fact]
    public void Mistake_in_a_batch_does_not_hide_that_its_recipient_is_of_another_type() => Says(
        ["batches/b.yaml:1: recipient: ok is of type http (recipients/ok.yaml), expected one of type batch", "batches/b.yaml:2: keep: expected a duration"],
        ("batches/b.yaml", "recipient: ok\nkeep: long\n" + BatchTo));

    [Fact]
    public void Recipient_is_not_without_a_batch_where_a_batch_with_mistakes_takes_its_leads() => Says(
        ["batches/b.yaml:2: keep: expected a duration"],
        ("batches/b.yaml", "recipient: ok\nkeep: long\n" + BatchTo),
        ("recipients/ok.yaml", "type: batch\n"));

    [Fact]
    public void Recipient_is_not_without_a_batch_where_a_batch_misspells_its_recipient() => Says(
        ["batches/b.yaml:1: recipient: unknown recipient `okk`, did you mean `ok`?"],
        ("batches/b.yaml", "recipient: okk\n" + BatchTo),
        ("recipients/ok.yaml", "type: batch\n"));

    [Theory]
    [InlineData("plan: { deliver: ok }\nwait: soon\naccept: { fields: { emial: {} } }\n")]
    [InlineData("plan: { deliver: ok }\nwait: soon\n")]
    [InlineData("plan: [\n")]
    public void Field_that_a_flow_with_mistakes_may_know_is_no_mistake(string other)
    {
        var mistakes = Loading.Mistakes(
            ("flows/one.yaml", Declares + "plan: ok\n"), ("flows/two.yaml", other), ("recipients/ok.yaml", ReadsEmial));

        Assert.All(mistakes, mistake => Assert.StartsWith("flows/two.yaml", mistake, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("key: ${UNSET}\nfields: { Mail: emial }\n")]
    [InlineData("key: ${UNSET}\nfeilds: { Mail: emial }\n")]
    [InlineData("key: [\n")]
    public void Field_that_a_source_with_mistakes_may_rename_to_is_no_mistake(string source)
    {
        var mistakes = Loading.Mistakes(
            ("flows/one.yaml", Declares + "plan: ok\n"), ("sources/two.yaml", source), ("recipients/ok.yaml", ReadsEmial));

        Assert.All(mistakes, mistake => Assert.StartsWith("sources/two.yaml", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_is_not_too_long_for_what_a_recipient_with_mistakes_may_say() => Says(
        ["recipients/ok.yaml:1: rate: expected a rate"],
        ("flows/one.yaml", "plan: { windows: [{ for: 1000m, every: 1m, plan: ok }] }\n"),
        ("recipients/ok.yaml", Faulty + Loading.Recipient + "retry: { attempts: 1 }\n"));

    [Fact]
    public void Misspelt_strategy_does_not_hide_what_is_in_it() => Says(
        [
            "flows/one.yaml:2: plan.waterfal: unknown strategy, did you mean `waterfall`?",
            "flows/one.yaml:3: plan.waterfall[0]: unknown recipient `okk`, did you mean `ok`?",
        ],
        ("flows/one.yaml", "plan:\n  waterfal:\n    - okk\n"));

    [Fact]
    public void Second_strategy_does_not_hide_what_is_in_either() => Says(
        [
            "flows/one.yaml:2: plan.race[0]: unknown recipient `okk`, did you mean `ok`?",
            "flows/one.yaml:3: plan.waterfall: a second strategy beside race, expected one per node",
            "flows/one.yaml:3: plan.waterfall[0]: unknown recipient `kk`, did you mean `ok`?",
        ],
        ("flows/one.yaml", "plan:\n  race: [okk]\n  waterfall: [kk]\n"));

    [Fact]
    public void Misspelt_key_is_not_missing_and_does_not_hide_what_is_in_it() => Says(
        [
            "recipients/ok.yaml:1: endpont: unknown key, did you mean `endpoint`?",
            "recipients/ok.yaml:1: endpont.method: `PUSH` is not known",
        ],
        ("recipients/ok.yaml", "endpont: { url: 'https://b.example/', method: PUSH }\n"));

    [Fact]
    public void Misspelt_type_does_not_hide_the_other_mistakes() => Says(
        ["recipients/ok.yaml:1: type: `htpp` is not known, did you mean `http`?", "recipients/ok.yaml:2: rate: expected a rate"],
        ("recipients/ok.yaml", "type: htpp\n" + Faulty + "endpoint: { url: 'https://b.example/' }\n"));

    [Fact]
    public void Missing_secret_does_not_hide_a_template_that_is_not_closed() => Says(
        [
            "recipients/ok.yaml:4: body: the secret UNSET is not defined, expected it in the environment or the key vault",
            "recipients/ok.yaml:4: body: column 19: the tag is not closed",
        ],
        ("recipients/ok.yaml", Loading.Recipient + "body: \"${UNSET} {{lead.id\"\n"));

    [Fact]
    public void File_that_cannot_be_read_is_not_also_unknown()
    {
        var unreadable = new Mistake("recipients/ok.yaml", 0, "", "the file is not UTF-8 text");
        var files = ConfigurationFiles.Of(
            [new("sources/partner.yaml", Loading.Source), new("flows/one.yaml", Loading.Flow)], [unreadable]);

        Assert.Equal([unreadable], CatalogLoader.Load(files, new FakeSecrets()).Mistakes.AsEnumerable());
    }

    private static void Says(string[] expected, params (string Path, string Text)[] files)
    {
        var mistakes = Loading.Mistakes(files);

        Assert.Equal(expected.Length, mistakes.Length);
        Assert.All(expected.Zip(mistakes), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }
}
