using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Leads;

/// <summary>What each type reads, and the normal form it gives.</summary>
public sealed class LeadTypeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Fragments =
    [
        "512", "555", "0100", "+1", "+44", "(0)", "x", "ext.", " ", "-", "--", ".", ",", "/", "//", ":", "@", "example", ".com",
        "https", "http://", "www.", "K1A", "0B1", "SW1A", "$", "€", "k", "M", "%", "(", ")", "to", "under", "over", "+", "and", "10",
        "1960", "05", "17", "60", "Jan", "yes", "no", "true", "0", "1", "CA", "Texas", "own", "Rent", "::1", "ffff", "1.2.3.4",
        "cert.trustedform.com/", "0.", "é", "\0", "\ud83d", "abcdefabcdefabcdefabcdefabcdefabcdefabcd",
        "7D3A61C2-0F0B-4B6C-9C37-8D5A8F1C2B3D", "T00:00:00Z", "99999999999999999999999999999",
    ];

    public static TheoryData<string> Types => [.. FieldTypes.Names];

    private static Arbitrary<Value> Values => Gen.OneOf(
        Gen.Elements(Fragments).ListOf().Select(parts => Value.Of(string.Concat(parts))),
        ArbMap.Default.ArbFor<string>().Generator.Select(Value.Of),
        ArbMap.Default.ArbFor<decimal>().Generator.Select(Value.Of),
        ArbMap.Default.ArbFor<bool>().Generator.Select(Value.Of),
        ArbMap.Default.ArbFor<DateTimeOffset>().Generator.Select(Value.Of),
        Gen.Constant(Value.Of([Value.Of("a")])),
        Gen.Constant(Value.Of(ValueObject.Empty))).ToArbitrary();

    [Theory]
    [MemberData(nameof(Types))]
    public void Normal_form_is_read_as_itself(string type)
    {
        var rule = Rule(type);
        Prop.ForAll(Values, value =>
        {
            var normal = FieldTypes.Read(rule, value, Now);
            return normal.IsNull || FieldTypes.Read(rule, normal, Now) == normal;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Normal_form_survives_being_stored(string type) =>
        Prop.ForAll(Values, value =>
        {
            var normal = FieldTypes.Read(Rule(type), value, Now);
            // Half a surrogate pair cannot be written as UTF-8.
            return ValueJson.Parse(ValueJson.ToUtf8(normal)) == normal || ValueJson.ToText(normal).Contains("\\uFFFD", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("{ type: dob }", "5/17/60", "\"1960-05-17\"")]
    [InlineData("{ type: dob }", "5/17/30", "\"1930-05-17\"")]
    [InlineData("{ type: dob }", "2026-11-21", "\"2026-11-21\"")]
    [InlineData("{ type: dob }", "2026-11-22", "null")]
    [InlineData("{ type: dob }", "1899-12-31", "null")]
    [InlineData("{ type: date }", "2026-11-21T23:30:00-08:00", "\"2026-11-21\"")]
    [InlineData("{ type: integer }", "45.0", "45")]
    [InlineData("{ type: integer }", "45.5", "null")]
    [InlineData("{ type: number }", "true", "null")]
    [InlineData("{ type: url }", "ann@example.com", "null")]
    [InlineData("{ type: url }", "example", "null")]
    [InlineData("{ type: url }", "HTTP://Example.COM:8080/Path?Q=1", "\"http://example.com:8080/Path?Q=1\"")]
    [InlineData("{ type: url }", "javascript:alert(1)", "null")]
    [InlineData("{ type: url }", "https://exa mple.com", "null")]
    [InlineData("{ type: ip }", "::ffff:203.0.113.9", "\"203.0.113.9\"")]
    [InlineData("{ type: ip }", "203.0.113.010", "null")]
    [InlineData("{ type: ip }", "1", "null")]
    [InlineData("{ type: ip }", "fe80::1%eth0", "null")]
    [InlineData("{ type: uuid }", "{0F8FAD5B-D9CB-469F-A165-70867728950E}", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("{ type: phone }", "0551234567", "null")]
    [InlineData("{ values: [Own, Rent] }", "OWN", "\"Own\"")]
    [InlineData("{ type: state, values: [California, tx] }", "ca", "\"CA\"")]
    [InlineData("{ type: state, values: [California, tx] }", "NY", "null")]
    [InlineData("{ type: trustedform }", "https://cert.example.com/a1028cbb41b876744fa752eec276bec0e4c48b33", "null")]
    [InlineData("{ type: trustedform }", "https://cert.trustedform.com/a1028cbb", "null")]
    [InlineData(
        "{ type: trustedform }", "a1028cbb41b876744fa752eec276bec0e4c48b33",
        "\"https://cert.trustedform.com/a1028cbb41b876744fa752eec276bec0e4c48b33\"")]
    [InlineData("{ type: jornaya }", "7d3a61c20f0b4b6c9c378d5a8f1c2b3d", "null")]
    public void Value_is_read_or_is_not(string rule, string sent, string normal) =>
        Assert.Equal(normal, ValueJson.ToText(FieldTypes.Read(RuleOf(rule), Value.Of(sent), Now)));

    /// <summary>The rule as a flow has it.</summary>
    internal static FieldRule RuleOf(string yaml) => Loading.FlowOf($"plan: ok\naccept:\n  fields:\n    f: {yaml}\n").Accept.Fields[0];

    private static FieldRule Rule(string type) => RuleOf(type == "enum" ? "{ values: [Own, Rent, yes, \"1\"] }" : $"{{ type: {type} }}");
}
