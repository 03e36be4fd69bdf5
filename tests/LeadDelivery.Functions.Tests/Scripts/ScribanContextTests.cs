using LeadDelivery.Functions.Scripts;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace LeadDelivery.Functions.Tests.Scripts;

/// <summary>What a Scriban template is given: bounds, the scope's values as copies, and nothing else.</summary>
public sealed class ScribanContextTests
{
    private static readonly PlainScope Scope = new(
        ("lead", """{ "name": "Ann", "count": 3, "price": 45.00, "big": 12345678901, "home": true, "cars": [ { "make": "Kia" } ] }"""),
        ("recipient", """{ "id": "abc" }"""), ("item", """{ "make": "Audi" }"""));

    private static readonly ScribanContexts Contexts = new(new ScribanOptions());

    [Fact]
    public void Bounds_of_the_options_are_those_of_the_context()
    {
        using var limit = new CancellationTokenSource();
        var options = new ScribanOptions { LoopLimit = 7, RecursiveLimit = 8, LimitToString = 9, ObjectRecursionLimit = 10, RegexTimeout = TimeSpan.FromSeconds(11) };

        var context = new ScribanContexts(options).Of(Scope, limit.Token);

        Assert.Equal(
            (7, 7, 8, 9, 10, TimeSpan.FromSeconds(11), limit.Token),
            (context.LoopLimit, context.LoopLimitQueryable, context.RecursiveLimit, context.LimitToString, context.ObjectRecursionLimit,
                context.RegexTimeOut, context.CancellationToken));
    }

    [Fact]
    public void No_template_is_loaded_no_member_of_net_is_seen_and_no_missing_function_is_passed_over()
    {
        var context = Context();

        Assert.Null(context.TemplateLoader);
        Assert.False(context.MemberFilter!(typeof(string).GetProperty(nameof(string.Length))!));
        Assert.False(context.EnableRelaxedFunctionAccess);
        Assert.Throws<ScriptRuntimeException>(() => context.TryGetMember!(context, default, "text", "length", out _));
        Assert.False(context.TryGetMember!(context, default, new ScriptObject(), "length", out _));
        Assert.All(["include", "include_join"], name => Assert.False(context.BuiltinObject.Contains(name)));
    }

    [Theory]
    [InlineData("name", "Ann")]
    [InlineData("count", 3)]
    [InlineData("home", true)]
    public void Values_keep_their_kind(string field, object value) => Assert.Equal(value, Member(Root(Context(), "lead"), field));

    [Fact]
    public void Amounts_are_decimals_with_their_cents()
    {
        var lead = Root(Context(), "lead");

        Assert.Equal(("45.00", "12345678901"), (Assert.IsType<decimal>(Member(lead, "price")).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Assert.IsType<decimal>(Member(lead, "big")).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Lists_and_objects_nest_and_a_member_that_is_not_there_is_empty()
    {
        var lead = Root(Context(), "lead");
        var car = Assert.IsType<ScriptObject>(Assert.IsType<ScriptArray>(Member(lead, "cars"))[0], exactMatch: false);

        Assert.Equal("Kia", Member(car, "make"));
        Assert.True(car.TryGetValue(Context(), default, "year", out var missing));
        Assert.Null(missing);
    }

    [Fact]
    public void Every_root_of_the_scope_is_a_variable_and_is_opened_when_it_is_first_read()
    {
        var scope = new PlainScope(("lead", """{ "name": "Ann" }"""), ("item", """{ "make": "Audi" }"""));
        var context = new ScribanContexts(new ScribanOptions()).Of(scope, CancellationToken.None);
        Assert.Empty(scope.Asked);

        Assert.Equal("Audi", Member(Root(context, "item"), "make"));
        Assert.Same(Root(context, "item"), Root(context, "item"));
        Assert.Equal(["item"], scope.Asked);
        Assert.False(context.CurrentGlobal!.TryGetValue(context, default, "delivery", out _));
    }

    [Fact]
    public void Moments_are_dates_as_their_own_clock_showed_them()
    {
        var context = Context();

        Assert.True(context.CurrentGlobal!.TryGetValue(context, default, "now", out var now));
        Assert.Equal(new DateTime(2026, 3, 1, 12, 30, 0, DateTimeKind.Utc), Assert.IsType<DateTime>(now));
    }

    [Fact]
    public void What_one_evaluation_changes_the_next_does_not_see()
    {
        var first = Context();
        Root(first, "lead").SetValue("name", "Bob", false);

        Assert.Equal("Bob", Member(Root(first, "lead"), "name"));
        Assert.Equal("Ann", Member(Root(Context(), "lead"), "name"));
    }

    private static TemplateContext Context() => Contexts.Of(Scope, CancellationToken.None);

    private static ScriptObject Root(TemplateContext context, string name)
    {
        Assert.True(context.CurrentGlobal!.TryGetValue(context, default, name, out var root));
        return Assert.IsType<ScriptObject>(root, exactMatch: false);
    }

    private static object? Member(ScriptObject of, string name) => of.TryGetValue(Context(), default, name, out var value) ? value : null;
}
