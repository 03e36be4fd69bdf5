using FsCheck;
using FsCheck.Fluent;

namespace LeadDelivery.Core.Tests.Configuration;

public class YamlFuzzTests
{
    private static readonly string[] Pieces =
    [
        "type", "http", ": ", ":\n", "\n", "  ", "\n  ", "- ", "[", "]", "{", "}", ", ", "\"", "'", "|\n", ">-\n", "&a ", "*a", "!!str ", "---\n", "...\n", "? ",
        "#", "%", "@", "`", "\t", "~", "null", "17", "1e999", "endpoint", "url", "https://b/", "fields", "a.b", "{{lead.id}}", "{{", "}}", "${K}", "${", "$${",
        "plan", "waterfall", "when", "ok", "auth", "retry", "response", "\u0000", "\uD800", "é", "\u2028", "<<: ", "\\u12", "\r",
    ];

    [Fact]
    public void Loading_any_text_gives_a_catalog_or_mistakes_and_never_throws()
    {
        var text = Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(text.ToArbitrary(), yaml =>
            {
                foreach (var path in new[] { "recipients/ok.yaml", "flows/one.yaml", "sources/partner.yaml" })
                {
                    var result = Loading.Load(new FakeSecrets(("K", "secret-secret")), (path, yaml));
                    Assert.Equal(result.Catalog is null, result.Mistakes.Length > 0);
                    Assert.All(result.Mistakes, m => Assert.DoesNotContain("secret-secret", m.ToString()));
                    Assert.All(result.Mistakes, m => Assert.True(m.Line >= 1 && m.Line <= yaml.Length + 1));
                }
            }));
    }

    [Fact]
    public void Loading_a_good_batch_with_some_characters_changed_never_throws_and_tells_no_secret()
    {
        const string Good = "recipient: ok\nformat: csv\ncolumns: { a: \"{{lead.a}}\", b: { $value: 1, $width: 3 } }\ncsv: { delimiter: \";\" }\n"
            + "schedule: { cron: \"0 2 * * *\", timezone: Asia/Tokyo }\nfile: \"x_{date}.csv\"\nto: { type: ftps, host: h, user: u, password: ${K} }\nzip: { password: ${K} }\n";
        var edit = Gen.Choose(0, Good.Length - 1).SelectMany(at => Gen.Elements(Pieces).Select(piece => (at, piece)));
        var texts = edit.ListOf(3).Select(edits => edits.Aggregate(Good, (text, e) => text[..e.at] + e.piece + text[Math.Min(e.at + 1, text.Length)..]));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(texts.ToArbitrary(), yaml =>
            {
                var result = Loading.Load(new FakeSecrets(("K", "secret-secret")), ("batches/b.yaml", yaml), ("recipients/ok.yaml", "type: batch\n"));
                Assert.Equal(result.Catalog is null, result.Mistakes.Length > 0);
                Assert.All(result.Mistakes, m => Assert.DoesNotContain("secret-secret", m.ToString()));
                Assert.All(result.Mistakes, m => Assert.True(m.Line >= 1 && m.Line <= yaml.Length + 1));
            }));
    }

    [Fact]
    public void Loading_a_good_file_with_some_characters_changed_never_throws()
    {
        const string Good = "name: x\nendpoint:\n  url: https://b.example/\n  headers: { X-A: \"{{lead.id}}\" }\nfields: { a: [\"{{lead.a}}\", 1] }\nretry: { attempts: 3 }\n";
        var edit = Gen.Choose(0, Good.Length - 1).SelectMany(at => Gen.Elements(Pieces).Select(piece => (at, piece)));
        var texts = edit.ListOf(3).Select(edits => edits.Aggregate(Good, (text, e) => text[..e.at] + e.piece + text[Math.Min(e.at + 1, text.Length)..]));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(texts.ToArbitrary(), yaml =>
            {
                var result = Loading.Load(new FakeSecrets(("K", "secret-secret")), ("recipients/ok.yaml", yaml));
                Assert.Equal(result.Catalog is null, result.Mistakes.Length > 0);
            }));
    }
}
