using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Leads;

/// <summary>docs/lead-types.md says what the code does.</summary>
public sealed class LeadTypesPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Page = WorkingCopy.Page("lead-types.md");

    public static TheoryData<string> Types => [.. Lines("```text\n").Where(line => line.StartsWith("{ ", StringComparison.Ordinal))];

    public static TheoryData<string> Templates => [.. Lines("```text\n").Where(line => line.StartsWith("{{", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Value_is_kept_as_the_page_says(string line)
    {
        var (left, kept) = (line.Split('→')[0].TrimEnd(), line.Split('→')[1].Trim());
        var end = left.IndexOf(" }", StringComparison.Ordinal) + 2;
        var rule = LeadTypeTests.RuleOf(left[..end]);
        var sent = ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(left[end..].Trim()));

        var normal = FieldTypes.Read(rule, sent, Now);

        Assert.Equal(kept, normal.IsNull ? "unreadable" : ValueJson.ToText(normal));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_gives_what_the_page_says(string line)
    {
        var flow = Loading.FlowOf("plan: ok\n" + Page.Split("```yaml\n")[1].Split("```")[0]);
        var sent = ValueJson.Parse("""{ "email": "Ann@Example.com", "phone_1": "(512) 555-0100" }"""u8).AsObject;
        var (fields, raw) = flow.Accept.Normalizer.Normalize(sent, Now);
        var lead = new Lead
        {
            Id = "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            Source = "s",
            Flow = flow.Id,
            Catalog = "v1",
            Key = new("k", new byte[32]),
            ReceivedAt = Now,
            Fields = fields,
            Raw = raw,
        };

        Assert.Equal(
            line.Split('→')[1].Trim(),
            Template.Parse(line.Split('→')[0].TrimEnd(), out _)!.Render(new LeadScope(lead, null, flow, Now)));
    }

    [Fact]
    public void Page_names_every_type() =>
        Assert.All(FieldTypes.Names, type => Assert.Contains($"`{type}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Page_names_only_names_that_are_found()
    {
        foreach (var row in Page.Split('\n').Where(line =>
            line.StartsWith("| `trusted", StringComparison.Ordinal) || line.StartsWith("| `jornaya", StringComparison.Ordinal)))
        {
            var cells = row.Split('|');
            var value = cells[1].Contains("jornaya") ? "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D"
                : $"https://{(cells[1].Contains("ping") ? "ping" : "cert")}.trustedform.com/a1028cbb41b876744fa752eec276bec0e4c48b33";
            foreach (var name in cells[2].Split('`').Where((_, i) => i % 2 == 1).Where(name => !name.Contains('.')))
            {
                var (fields, _) = new FieldNormalizer([]).Normalize(ValueObject.From([new(name, Value.Of(value))]), Now);
                Assert.Equal(value, fields.At(cells[1].Trim(' ', '`')).ToText());
            }
        }
    }

    private static IEnumerable<string> Lines(string fence) =>
        Page.Split(fence).Skip(1).SelectMany(block => block.Split("```")[0].Split('\n')).Where(line => line.Contains('→'));
}
