namespace LeadDelivery.Core.Tests.Configuration;

public class LanguageMistakeTests
{
    private const string Endpoint = "endpoint: { url: 'https://b.example/' }\n";

    [Theory]
    [InlineData("when: \"state in [\"\n", "recipients/ok.yaml:2: when: column ")]
    [InlineData("response:\n  success: \"json.status ==\"\n", "recipients/ok.yaml:3: response.success: column ")]
    [InlineData("response:\n  reason: [json.a, \"json.(\"]\n", "recipients/ok.yaml:3: response.reason[1]: column ")]
    [InlineData("fields:\n  a:\n    b: ['{{lead.id}}', '{{lead.']\n", "recipients/ok.yaml:4: fields.a.b[1]: column ")]
    [InlineData("price: \"{{ 1 + }}\"\n", "recipients/ok.yaml:2: price: column ")]
    public void What_does_not_compile_is_reported_with_line_path_and_column(string more, string expected) =>
        Assert.Contains(Loading.Mistakes(("recipients/ok.yaml", Endpoint + more)), m => m.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void An_error_after_a_secret_has_the_files_column_and_never_the_value()
    {
        var secrets = new FakeSecrets(("S", "0123456789-very-secret-0123456789"));
        var mistake = Assert.Single(Loading.Load(secrets, ("recipients/ok.yaml", Endpoint + "fields: { a: \"${S} {{ 1 + }}\" }\n")).Mistakes);
        var without = Assert.Single(Loading.Load(("recipients/ok.yaml", Endpoint + "fields: { a: \"abcd {{ 1 + }}\" }\n")).Mistakes);

        Assert.DoesNotContain("very-secret", mistake.Message);
        Assert.Equal(without.Message, mistake.Message);
    }

    [Theory]
    [InlineData("a{{b", "fields: { a: 'x {{lead.id}} ${S}' }\n", "holds {{, which cannot stand in a template")]
    [InlineData("it's", "fields: { a: \"{{ lead.id + '${S}' }}\" }\n", "holds a quote, backslash or line break")]
    [InlineData("it's", "when: \"state == '${S}'\"\n", "holds a quote, backslash or line break")]
    public void A_secret_cannot_change_what_a_text_means(string secret, string more, string expected)
    {
        var mistake = Assert.Single(Loading.Load(new FakeSecrets(("S", secret)), ("recipients/ok.yaml", Endpoint + more)).Mistakes);

        Assert.Contains(expected, mistake.Message);
        Assert.DoesNotContain(secret, mistake.Message);
    }
}
