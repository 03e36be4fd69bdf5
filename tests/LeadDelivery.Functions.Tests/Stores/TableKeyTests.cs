using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Functions.Stores;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class TableKeyTests
{
    [Fact]
    public void Escaped_keys_are_in_the_order_of_the_originals() =>
        Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
            Math.Sign(string.CompareOrdinal(TableKeys.Escape(pair.Item1), TableKeys.Escape(pair.Item2)))
                == Math.Sign(string.CompareOrdinal(pair.Item1, pair.Item2))).QuickCheckThrowOnFailure();

    [Fact]
    public void Escaped_key_gives_its_text_back() =>
        Prop.ForAll(Texts().ToArbitrary(), text => TableKeys.ToRow(TableKeys.Escape(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Escaped_key_has_only_what_tables_take() =>
        Prop.ForAll(Texts().ToArbitrary(), text =>
            TableKeys.Escape(text).All(c => c is > ' ' and <= '~' and not ('/' or '\\' or '#' or '?' or '\'' or '%' or '"')))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_character_keeps_its_place()
    {
        var keys = Enumerable.Range(0, 0x10000).Select(code => TableKeys.Escape($"a{(char)code}b")).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Plain_keys_stay_as_they_are() => Assert.Equal("01JABC-x_9:z", TableKeys.Row("01JABC-x_9:z"));

    [Fact]
    public void Place_of_a_partition_never_changes() =>
        Assert.Equal("90-lead.2f01J0000000000000000000000", TableKeys.Partition("lead/01J0000000000000000000000"));

    [Fact]
    public void Key_that_is_too_long_is_refused() => Assert.Throws<ArgumentException>(() => TableKeys.Row(new string('a', 513)));

    private static Gen<string> Texts()
    {
        var nasty = Gen.Elements(
            "/", "\\", "#", "?", "'", "%", "\0", "\u001f", "\u007f", "\u009f", "~",
            "!", ".", ">", "[", "-", "a", "ä", "\ud800", "\uffff", "~007e");
        return Gen.OneOf(nasty, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")).ListOf().Select(string.Concat);
    }
}
