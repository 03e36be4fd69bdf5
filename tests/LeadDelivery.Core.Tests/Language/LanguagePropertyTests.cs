using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Tests.Language;

public sealed class LanguagePropertyTests
{
    private static readonly string[] Fragments =
    [
        "{{", "}}", "{{{", "}}}", "{{#if ", "{{else}}", "{{else if ", "{{/if}}", "{{#each ", " as |x|}}", "{{/each}}", "{{!--", "--}}",
            "{{~", "~}}", "\\{{",
        "{{#compare ", "{{/compare}}", "a", "lead.b", ".", "[", "]", "(", ")", "'", "\"", "'s'", "1", "2.5", "-", "+", "*", "/", "//a",
            "%", "==", "<", "?", ":",
        ",", "and ", "or ", "not ", "in ", "contains ", "matches ", "upper ", "format(", ".split(", "if ", " then ", " else ", "//",
            "xml('", "text('", "(?",
        "|", "&", "!", "@index", "this", "now", "\\", "\n", " ", "é", "\ud83d", "\0", "#", "{ 'a': 1 }", "null",
            "99999999999999999999999999999999",
    ];

    private static Arbitrary<string> Texts =>
        Gen.OneOf(ArbMap.Default.ArbFor<string>().Generator.Select(s => s ?? ""), Gen.Elements(Fragments).ListOf().Select(string.Concat))
            .ToArbitrary();

    /// <summary>What functions read in texts: dates, numbers, phones, names, addresses, patterns, zones, marks.</summary>
    private static readonly string[] Words =
    [
        "", " ", "0", "-1", "45.50", "$60,000", "50k to 75k", "79228162514264337593543950335", "2026-11-21", "0001-01-01",
        "9999-12-31T23:59:59-14:00", "1/2/26 3:04 PM", "(512) 555-0100 x9", "+442079460958", "Dr. Ann van Lee Jr.",
        "1 Main St, Austin, TX 78701", "CA", "Germany", "ann@example.com", "America/New_York", "YYYY-MM-DD", "#,##0.00",
        "(###) ###-####", "+1{value}", "e164", "month", "sha256", "base64", "[a-z]+", "(", "<p>&amp;", "yes", "a,b", "%zz", "{\"a\":1}",
        "\ud83d", "\0", "é日本", "x", "d", "D", "Q", "P99", "C2",
    ];

    private static Gen<Value> Leaves => Gen.OneOf(
        Gen.Elements(Words).Select(Value.Of),
        Gen.Elements(Words).Select(Value.Of),
        ArbMap.Default.ArbFor<decimal>().Generator.Select(Value.Of),
        ArbMap.Default.ArbFor<int>().Generator.Select(n => Value.Of((decimal)n)),
        ArbMap.Default.ArbFor<bool>().Generator.Select(Value.Of),
        ArbMap.Default.ArbFor<DateTimeOffset>().Generator.Select(Value.Of),
        Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Select(Value.Of),
        Gen.Constant(Value.Null));

    private static Gen<Value> Values => Gen.OneOf(
        Leaves,
        Leaves,
        Leaves.ListOf().Select(items => Value.Of([.. items])),
        Leaves.ListOf().Select(items =>
            Value.Of(ValueObject.From(items.Select((item, i) => new KeyValuePair<string, Value>("m" + i, item))))));

    [Fact]
    public void Any_text_parses_or_says_where_it_does_not() =>
        Prop.ForAll(Texts, text =>
        {
            var expression = Expression.Parse(text, out var wrong);
            var template = Template.Parse(text, out var error);
            return (expression is null) != (wrong is null) && IsInside(wrong, text)
                && (template is null) != (error is null) && IsInside(error, text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void What_parses_evaluates_on_any_lead() =>
        Prop.ForAll(Texts, Gen.Two(Values).ToArbitrary(), (text, values) =>
        {
            var scope = new TestScope().With("lead", Value.Of(ValueObject.From([new("a", values.Item1), new("b", values.Item2)])));
            Expression.Parse(text, out _)?.Evaluate(scope).ToText();
            Template.Parse(text, out _)?.Render(scope);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    public static TheoryData<string> Functions => [.. FunctionLibrary.Themes.SelectMany(theme => theme.Functions).Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_takes_any_values(string name)
    {
        var function = FunctionLibrary.Find(name)!;
        var most = Math.Min(function.Most, function.Least + 3);
        for (var count = function.Least; count <= most; count++)
        {
            var names = Enumerable.Range(0, count).Select(i => "v" + i).ToArray();
            var call = Expression.Parse($"{name}({string.Join(", ", names)})", out _)!;
            Prop.ForAll(Values.ArrayOf(count).ToArbitrary(), values =>
            {
                var lead = ValueObject.From(values.Select((value, i) => new KeyValuePair<string, Value>(names[i], value)));
                call.Evaluate(new TestScope().With("lead", Value.Of(lead))).ToText();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_with_a_wrong_number_of_values_is_a_mistake_at_parse_time(string name)
    {
        var function = FunctionLibrary.Find(name)!;
        int[] wrong = [function.Least - 1, .. function.Most == int.MaxValue ? [] : new[] { function.Most + 1 }];
        foreach (var count in wrong.Where(count => count >= 0))
        {
            var text = $"{name}({string.Join(", ", Enumerable.Repeat("1", count))})";
            Assert.Null(Expression.Parse(text, out var error));
            Assert.Contains(function.Takes, error!.Message, StringComparison.Ordinal);
            Assert.True(IsInside(error, text));
        }
    }

    [Fact]
    public void Text_without_tags_renders_as_it_is() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            text.Get.Contains("{{", StringComparison.Ordinal) || Template.Parse(text.Get, out _)!.Render(new TestScope()) == text.Get)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Escaped_tags_render_as_they_are_written() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var name = text.Get.Replace("{", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
            return Template.Parse("\\{{" + name + "}}", out _)!.Render(new TestScope()) == "{{" + name + "}}";
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decimal_written_into_an_expression_comes_back_exactly() =>
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            return FunctionTests.Evaluate(text).ToText() == text && FunctionTests.Evaluate($"number('{text}')") == Value.Of(number);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_written_in_quotes_comes_back_exactly() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var quoted = "'" + text.Get.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
            return FunctionTests.Evaluate(quoted).AsText == text.Get;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Word_is_contained_exactly_where_spaces_set_it_apart() =>
        Prop.ForAll(Gen.Elements("ab", "a", "abab", "b").ListOf().ToArbitrary(), words =>
        {
            var text = string.Join(' ', words);
            return new[] { "ab", "a", "abab", "b", "aba" }.All(w =>
                FunctionTests.Evaluate($"'{text}' contains '{w.ToUpperInvariant()}'").AsBoolean == words.Contains(w));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Expression_means_what_its_tree_means() =>
        Prop.ForAll(ReferenceTree.Trees.ToArbitrary(), tree =>
        {
            var text = tree.Print(0);
            var expected = tree.Evaluate();
            var found = FunctionTests.Evaluate(text);
            var same = expected switch
            {
                null => found.IsNull,
                bool b => found.Kind == ValueKind.Boolean && found.AsBoolean == b,
                decimal d => found.Kind == ValueKind.Number && found.AsNumber == d,
                _ => false,
            };
            Assert.True(same, $"{text} gave {found.ToText()}, the reference {expected}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static bool IsInside(LanguageError? error, string text) =>
        error is null || (error.Column >= 1 && error.Column <= text.Length + 1 && error.Message.Length > 0);
}
