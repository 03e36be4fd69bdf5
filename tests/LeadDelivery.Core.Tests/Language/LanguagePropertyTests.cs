using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;

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

    [Fact]
    public void Parse_and_evaluation_never_throw() =>
        Prop.ForAll(Texts, text =>
        {
            var scope = new TestScope("""{ "a": ["x", 1], "b": "y" }""");
            var expression = Expression.Parse(text, out var wrong);
            expression?.Evaluate(scope);
            var template = Template.Parse(text, out var error);
            template?.Render(scope);
            return (expression is null) != (wrong is null) && (template is null) != (error is null)
                && (wrong is null || (wrong.Column >= 1 && wrong.Column <= text.Length + 1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

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
}
