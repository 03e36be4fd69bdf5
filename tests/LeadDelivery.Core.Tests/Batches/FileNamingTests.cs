using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;

namespace LeadDelivery.Core.Tests.Batches;

public class FileNamingTests
{
    private static readonly FileNameValues Values = new("daily", new(2026, 11, 21, 2, 5, 9, TimeSpan.FromHours(-6)), 1234)
    {
        BatchName = "Daily {date} file",
        Recipient = "legacy",
    };

    [Theory]
    [InlineData("leads_{date}_{time}.csv", "leads_20261121_020509.csv")]
    [InlineData("{batch}-{year}.{month}.{day}T{hour}h{minute}-{count}.txt", "daily-2026.11.21T02h05-1234.txt")]
    [InlineData("{{upper batch.id}}_{{recipient.id}}_{{count}}.csv", "DAILY_legacy_1234.csv")]
    [InlineData("{{date(now, 'dd.MM.yyyy')}} {hour}.csv", "21.11.2026 02.csv")]
    [InlineData("{{batch.name}}.csv", "Daily (date) file.csv")]
    [InlineData("{{'../../etc/passwd'}}.csv", "_.._etc_passwd.csv")]
    [InlineData("a: b?.csv", "a_ b_.csv")]
    [InlineData("{{'a\u202Egnp.exe\u0001'}}", "agnp.exe_")]
    [InlineData("{{''}}", "daily")]
    public void Names_are_made_and_safe(string pattern, string expected) => Assert.Equal(expected, Naming(pattern).Name(Values));

    [Theory]
    [InlineData("leads_{dat}.csv", "`{dat}` is not known, did you mean `{date}`?")]
    [InlineData("leads_{rows}.csv", "`{rows}` is not known, expected one of")]
    [InlineData("leads_{date.csv", "there is a { or } alone")]
    [InlineData("leads_date}.csv", "there is a { or } alone")]
    [InlineData("in/leads.csv", "cannot hold / or \\")]
    [InlineData("in\\leads.csv", "cannot hold / or \\")]
    [InlineData(".leads.csv", "cannot begin with a dot")]
    [InlineData("leads\n.csv", "cannot hold control characters")]
    [InlineData("", "expected a name")]
    [InlineData("{{lead.email}}.csv", "`lead.email` is not known where a file is named")]
    [InlineData("{{email}}.csv", "`email` is not known where a file is named")]
    [InlineData("{{upper}.csv", "there is a {{ without its }}")]
    [InlineData("{{nosuch(1)}}.csv", "column")]
    public void Mistakes_say_what_is_wrong(string pattern, string expected)
    {
        Assert.Null(FileNaming.Parse(pattern, out var mistake));
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leads.csv", 1, "leads.csv")]
    [InlineData("leads.csv", 2, "leads-2.csv")]
    [InlineData("leads.csv.gz", 3, "leads-3.csv.gz")]
    [InlineData("leads.zip", 2, "leads-2.zip")]
    [InlineData("leads_2026.11.21", 2, "leads_2026.11.21-2")]
    [InlineData("leads", 2, "leads-2")]
    public void A_taken_name_gets_a_number_before_its_ending(string name, int number, string expected) =>
        Assert.Equal(expected, FileNames.Numbered(name, number));

    [Theory]
    [InlineData("leads.csv", true)]
    [InlineData("{batch}.csv", true)]
    [InlineData("{count}.csv", false)]
    [InlineData("{day}.csv", false)]
    [InlineData("{{count}}.csv", false)]
    public void A_name_that_never_changes_is_told_apart(string pattern, bool expected) => Assert.Equal(expected, Naming(pattern).IsConstant);

    [Fact]
    public void Texts_have_their_words_filled_in()
    {
        Assert.Equal("1234 leads of {nobody}", FileNaming.Fill("{count} leads of {nobody}", Values));
        Assert.Equal("02:05 a.csv", FileNaming.Fill("{hour}:{minute} {file}", Values with { File = "a.csv" }));
        Assert.Null(FileNaming.TextMistake("{file} of {minute}"));
        Assert.Null(FileNaming.Parse("{file}.csv", out _));
        Assert.Contains("`{nobody}`", FileNaming.TextMistake("{count} leads of {nobody}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_name_is_safe_short_and_keeps_its_ending_however_often_it_is_taken() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("aZ9._- /\\\r\n\0\u202E\uFEFFł漢😀\uD83D:*?\"<>|".ToCharArray())).Select(c => string.Concat(Enumerable.Repeat(new string(c), 9))).ToArbitrary(),
            Gen.Choose(1, 20_000).ToArbitrary(),
            (text, number) =>
            {
                var name = FileNames.Numbered(
                    PackageNames.Of(FileNames.Safe("n" + text + ".csv", "daily"), new DelimitedFormat { Name = "csv" }, new(Gzip: true)).Outer, number);

                Assert.EndsWith(".csv.gz", name, StringComparison.Ordinal);
                Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, FileNames.Longest);
                Assert.DoesNotContain(name, c => char.IsControl(c) || c is '/' or '\\' or '\u202E');
                Assert.NotEqual('.', name[0]);
                Assert.Equal(name, FileNames.Safe(name, "x"));
            }));

    private static FileNaming Naming(string pattern)
    {
        var naming = FileNaming.Parse(pattern, out var mistake);
        Assert.Null(mistake);
        return naming!;
    }
}
