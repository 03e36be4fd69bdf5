using System.Diagnostics;
using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>Replies made to hurt. 64 KB is what the network lets through.</summary>
public sealed class HostileRepliesTests
{
    private const int Largest = 65_536;

    /// <summary>Hundreds of times what each takes; one that takes time by the square of its length takes minutes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void Entities_that_multiply_are_not_expanded()
    {
        var laughs = new StringBuilder("<!DOCTYPE r [<!ENTITY a \"ha\">");
        for (var c = 'b'; c < 'z'; c++)
        {
            laughs.Append($"<!ENTITY {c} \"{string.Concat(Enumerable.Repeat($"&{(char)(c - 1)};", 10))}\">");
        }

        var verdict = Read("//status == 'accepted'", laughs + "]><r><status>accepted</status><x>&y;</x></r>", "//x");

        Assert.Equal((Outcome.Error, "unrecognized response"), (verdict.Outcome, verdict.Reason));
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM \"file://{0}\">]><r><status>no</status><x>&x;</x></r>")]
    [InlineData("<!DOCTYPE r SYSTEM \"file://{0}\"><r><status>no</status><x>&x;</x></r>")]
    [InlineData("<!DOCTYPE r [<!ENTITY % x SYSTEM \"file://{0}\">%x;]><r><status>no</status></r>")]
    [InlineData(
        "<r xmlns:xi=\"http://www.w3.org/2001/XInclude\"><status>no</status><x><xi:include href=\"file://{0}\" parse=\"text\"/></x></r>")]
    public void Files_named_in_a_reply_are_not_read(string body)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "the file's secret");

            var verdict = Read("//status == 'accepted'", body.Replace("{0}", file, StringComparison.Ordinal), "//x", "//r");

            Assert.NotEqual(Outcome.Success, verdict.Outcome);
            Assert.DoesNotContain("secret", verdict.Reason, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("[", "]", 32, true)]
    [InlineData("[", "]", 33, false)]
    [InlineData("{\"a\":", "}", 33, false)]
    [InlineData("{a:", "}", 33, false)]
    [InlineData("[", "]", 30_000, false)]
    [InlineData("{'a':[", "]}", 9_000, false)]
    public void Json_is_read_32_levels_deep(string open, string close, int levels, bool read)
    {
        var inside = open.EndsWith(':') ? "1" : "";
        var body = string.Concat(Enumerable.Repeat(open, levels)) + inside + string.Concat(Enumerable.Repeat(close, levels));

        Assert.Equal(read ? Outcome.Failure : Outcome.Error, Read("json.status == 'accepted'", body).Outcome);
    }

    [Theory]
    [InlineData(250, Outcome.Success)]
    [InlineData(300, Outcome.Error)]
    public void Xml_is_read_256_levels_deep(int levels, Outcome outcome)
    {
        var opened = string.Concat(Enumerable.Repeat("<a>", levels));
        var body = opened + "<status>accepted</status>" + opened.Replace("<", "</", StringComparison.Ordinal);

        Assert.Equal(outcome, Read("//status == 'accepted'", body).Outcome);
    }

    [Theory]
    [InlineData("{\"a\":", "")]
    [InlineData("{a:1,", "")]
    [InlineData("/**/", "{}")]
    [InlineData("'", "{")]
    [InlineData("\\", "{\"a\":\"")]
    [InlineData("<a>", "")]
    [InlineData("<a/>", "")]
    [InlineData("<a></a>x", "<r>")]
    [InlineData("<![CDATA[x]]>", "<r>")]
    [InlineData("<!-- -->x", "<r>")]
    [InlineData("x<!", "<html>")]
    [InlineData("<p>x", "<html>")]
    [InlineData("</p>", "<html><p>")]
    [InlineData("<td><tr>", "<html><table>")]
    [InlineData("<script>", "<html>")]
    [InlineData(":<\0/", "<html><body>")]
    [InlineData(" a", "<html><p")]
    [InlineData(" a=\"", "<html><p")]
    [InlineData("&", "<r>")]
    [InlineData("&amp", "<html>")]
    [InlineData("OK ", "")]
    [InlineData("\uFEFF", "")]
    [InlineData("cb(", "")]
    public void Repetition_takes_no_more_than_its_length(string piece, string before)
    {
        var body = before + string.Concat(Enumerable.Repeat(piece, (Largest - before.Length) / piece.Length));
        var clock = Stopwatch.StartNew();

        var verdict = Read("json.status == 'accepted' or //status == 'accepted'", body, "//reason", "text('reason: (.*)')");

        Assert.NotEqual(Outcome.Success, verdict.Outcome);
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    [Fact]
    public void Thousands_of_attributes_take_no_time_by_their_square()
    {
        var body = $"<r {string.Join(' ', Enumerable.Range(0, 7_000).Select(i => $"a{i}=''"))}><status>accepted</status></r>";
        var clock = Stopwatch.StartNew();

        Assert.Equal(Outcome.Success, Read("//status == 'accepted'", body).Outcome);
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    [Theory]
    [InlineData("text('(a+)+$') == 'x'")]
    [InlineData("text('(a|aa)+$') == 'x'")]
    [InlineData("text('(a|a?)+$') == 'x'")]
    [InlineData("text('(.*a){25}$') == 'x'")]
    [InlineData("body matches '^(([a-z])+.)+[A-Z]([a-z])+$'")]
    [InlineData("text('(?=a)(a+)+$') == 'x'")]
    [InlineData("body matches '(a+)+\\1$'")]
    public void Patterns_that_backtrack_without_end_are_no_match(string rule)
    {
        var clock = Stopwatch.StartNew();

        Assert.Equal(Outcome.Failure, Read(rule, new string('a', 50_000) + "!").Outcome);
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    [Fact]
    public void Pattern_that_runs_out_of_time_ends_the_whole_evaluation()
    {
        var template = Core.Language.Template.Parse("{{#each items}}{{#if body matches '(?=a)(a+)+$'}}x{{/if}}{{/each}}", out _)!;
        var items = Value.Of([.. Enumerable.Range(0, 50).Select(i => Value.Of(i))]);
        var scope = new Language.TestScope().With("items", items).With("body", Value.Of(new string('a', 50_000) + "!"));
        var clock = Stopwatch.StartNew();

        Assert.Equal("", template.Render(scope));
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    private static Verdict Read(string success, string body, params string[] reason) =>
        ReplyReader.Read(Reading(success, null, null, null, reason), Reply(200, body), Seen);
}
