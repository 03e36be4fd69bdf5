using LeadDelivery.Core.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Configuration;

/// <summary>What somebody writes who does not know the product yet: each is told what is wrong, where, and what was expected.</summary>
public sealed class BeginnerMistakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("name: A\nendpoint:\n\turl: https://b.example/\n", "3: (file): not readable as YAML: a tab before the text, expected spaces")]
    [InlineData("fields:\n  a: x\n\tb: y\n", "3: (file): not readable as YAML: a tab before the text, expected spaces")]
    [InlineData("name: A: the buyer\n", "1: (file): not readable as YAML: text with a colon in it needs quotes, expected \"…: …\"")]
    [InlineData("name: A\nprice:45.00\n", "2: (file): not readable as YAML: no space behind the colon, expected `key: value`")]
    [InlineData("name: A\nauth: { type: bearer, token: ${T} }\n", "2: (file): not readable as YAML: ${…} between { and } needs quotes")]
    [InlineData("fields:\n  a: {{lead.id}} x\n", "2: (file): not readable as YAML: text that begins with {{ needs quotes")]
    [InlineData("fields:\n  a: {{lead.id}}\n", "2: (file): a list or object as a key, expected text; one that begins with { or [ needs quotes")]
    [InlineData("when: \"state\" == 'CA'\n", "1: (file): not readable as YAML: text goes on behind its closing quote")]
    [InlineData("name: A\nwhen: \"state == 'CA'\nprice: 5\n", "2: (file): not readable as YAML: a quote is not closed")]
    [InlineData("docs: { a: b\n", "1: (file): not readable as YAML: an object is not closed, expected }")]
    [InlineData("dedupe:\n  by: [phone_1, email\n  within: 90d\n", "2: (file): not readable as YAML: a list is not closed, expected ]")]
    [InlineData("name: @home\n", "1: (file): not readable as YAML: text cannot begin with this character, expected quotes around it")]
    [InlineData("endpoint:\n  url: https://b.example/\n format: json\n", "3: (file): not readable as YAML: expected a key here, indented like those beside it")]
    public void File_that_is_no_yaml_is_told_by_what_was_written(string text, string expected) =>
        Assert.Contains(
            Loading.Mistakes(("recipients/ok.yaml", text)), m => m.StartsWith("recipients/ok.yaml:" + expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("price: $45.00", "price: expected an amount such as 45.00, ", "found `$45.00`, did you mean 45.00?")]
    [InlineData("price: 1,200.50 EUR", "price: ", "did you mean 1200.50?")]
    [InlineData("price: 45,00", "price: ", "did you mean 45.00?")]
    [InlineData("circuit: { ratio: 50% }", "circuit.ratio: expected a number from 0.01 to 1, ", "found `50%`, did you mean 0.5?")]
    [InlineData("concurrency: ten", "concurrency: expected a whole number from 1 to 10000, ", "found `ten`")]
    [InlineData("alerts: { success_rate: 90% }", "alerts.success_rate: ", "did you mean \"< 90%\"?")]
    [InlineData("retry: { initial: 1sec }", "retry.initial: ", "found `1sec`, did you mean 1s?")]
    [InlineData("retry: { initial: 1.5s }", "retry.initial: ", "did you mean 1500ms?")]
    [InlineData("dedupe: { by: [phone_1], within: 90 days }", "dedupe.within: ", "did you mean 90d?")]
    [InlineData("dedupe: { by: [phone_1], within: 2w }", "dedupe.within: ", "did you mean 14d?")]
    [InlineData("rate: 20/sec", "rate: expected a rate such as 20/s, 100/m or 500/h, ", "found `20/sec`, did you mean 20/s?")]
    [InlineData("rate: 20 per minute", "rate: ", "did you mean 20/m?")]
    [InlineData("retry: { jitter: yes }", "retry.jitter: expected true or false, ", "found `yes`, did you mean true?")]
    [InlineData("schedule: { open: [Mon-Fri 9-17] }", "schedule.open[0]: expected days and hours such as ", "did you mean \"Mon-Fri 09:00-17:00\"?")]
    [InlineData("schedule: { open: [9am-5:30pm] }", "schedule.open[0]: ", "did you mean \"Mon-Sun 09:00-17:30\"?")]
    [InlineData("schedule: { open: [\"Monday to Friday 9-17\"] }", "schedule.open[0]: ", "expected days and hours")]
    [InlineData("schedule: { open: [\"Monday - Friday 12am-12pm\"] }", "schedule.open[0]: ", "did you mean \"Mon-Fri 00:00-12:00\"?")]
    [InlineData("caps: { daily: 5, timezone: Eastern Time }", "caps.timezone: ", "did you mean `America/New_York`?")]
    [InlineData("caps: { daily: 5, timezone: PST }", "caps.timezone: ", "did you mean `America/Los_Angeles`?")]
    [InlineData("caps: { hour: 5 }", "caps.hour: unknown key, ", "did you mean `hourly`?")]
    [InlineData("auth: { type: basic, user: a, pass: b }", "auth.user: unknown key, ", "did you mean `username`?")]
    public void Value_in_another_form_is_told_in_ours(string text, string expected, string meant)
    {
        var mistake = Loading.Mistakes(("recipients/ok.yaml", Loading.Recipient + text + "\n"))[0];

        Assert.StartsWith("recipients/ok.yaml:4: " + expected, mistake, StringComparison.Ordinal);
        Assert.Contains(meant, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_value_for_a_list_is_told_how_a_list_is_written() => Assert.Equal(
        ["flows/one.yaml:1: plan.waterfall: expected a list of 1 or more, found text: a list is written [a, b], or as lines that begin with -"],
        Loading.Mistakes(("flows/one.yaml", "plan: { waterfall: ok }\n")));

    [Fact]
    public void Suggestion_never_holds_what_a_secret_is() => Assert.DoesNotContain(
        "12.5", Assert.Single(Loading.Load(new FakeSecrets(("P", "12.5")), ("recipients/ok.yaml", Loading.Recipient + "price: ${P} USD\n")).Mistakes).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("auth: { type: bearer, token: $ABC_TOKEN }", "auth.token: is taken as it is; a secret is written ${NAME}")]
    [InlineData("fields: { a: [\"{lead.email}\"] }", "fields.a[0]: is taken as it is, did you mean {{lead.email}}?")]
    [InlineData("schedule: { timezone: EST, open: [Mon-Fri 09:00-17:00] }", "schedule.timezone: EST has no daylight saving time, did you mean `America/New_York`?")]
    public void Text_that_something_else_was_meant_by_is_a_warning(string text, string expected) => Assert.Equal(
        "recipients/ok.yaml:4: " + expected,
        Assert.Single(Loading.Load(("recipients/ok.yaml", Loading.Recipient + text + "\n")).Warnings).ToString());

    [Fact]
    public void File_that_is_not_read_for_its_name_is_a_warning()
    {
        foreach (var path in new[] { "recipient/a.yaml", "recipients/b.YAML", "flows/c.yaml.txt", "sources/d.json", "sources/README.md", "notes/e.yaml", "schemas/f.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
            File.WriteAllText(_folder[path], "{}");
        }

        Assert.Equal(
            [
                "flows/c.yaml.txt:0: (file): this file is not read, expected a name that ends in .yaml",
                "recipient:0: (file): this folder is not read, did you mean `recipients`?",
                "recipients/b.YAML:0: (file): this file is not read, expected a name that ends in .yaml",
                "sources/d.json:0: (file): this file is not read, expected a name that ends in .yaml",
            ],
            CatalogLoader.Load(ConfigurationFolder.Read(_folder.Path), new FakeSecrets()).Warnings.Select(warning => warning.ToString()));
    }
}
