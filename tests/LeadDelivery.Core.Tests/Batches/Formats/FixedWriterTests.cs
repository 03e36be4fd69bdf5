using System.Text;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class FixedWriterTests
{
    private static readonly FixedFormat Fixed = new() { Name = "fixed" };

    [Fact]
    public async Task Values_are_filled_up_to_their_width_on_the_side_of_their_column()
    {
        var columns = Sheet.Columns("name", "amount", "end").SetItem(0, Sheet.Column("name", 6))
            .SetItem(1, Sheet.Column("amount", 8) with { Right = true, Fill = '0' }).SetItem(2, Sheet.Column("end", 3));

        Assert.Equal(
            "name    amountend\r\nAnn   00045.00x  \r\nłé😀   00000000   \r\n",
            await Sheet.TextAsync(
                Fixed with { Header = true }, columns,
                [Value.Of("Ann"), Value.Of(45.00m), Value.Of("x")], [Value.Of("łé😀"), Value.Null, Value.Null]));
    }

    [Fact]
    public async Task Line_ends_and_control_characters_become_spaces() =>
        Assert.Equal("a b c d e\r\n", await Sheet.TextAsync(Fixed, [Sheet.Column("a", 9)], Sheet.Texts("a\r\nb\nc\td\0\u2028e")));

    [Fact]
    public async Task Value_that_is_too_long_is_a_mistake_of_its_row()
    {
        var (file, problems) = await Sheet.TryWriteAsync(
            Fixed, [Sheet.Column("a", 2), Sheet.Column("b", 3)], Sheet.Texts("1", "2"), Sheet.Texts("1", "marker"), Sheet.Texts("3", "456"));

        Assert.Equal("1 2  \r\n3 456\r\n", Encoding.UTF8.GetString(file));
        Assert.Equal("column `b`: 6 characters, expected at most 3", Assert.Single(problems));
    }

    [Theory]
    [InlineData("abcdef", "abcd")]
    [InlineData("abce\u0301", "abc ")]
    [InlineData("ab👩\u200D👩\u200D👧", "ab  ")]
    [InlineData("😀😀😀😀😀", "😀😀😀😀")]
    public async Task Value_is_cut_where_it_may_be_and_no_character_is_torn_apart(string text, string expected) =>
        Assert.Equal(expected + "|\r\n", await Sheet.TextAsync(Fixed with { Cut = true }, [Sheet.Column("a", 4), Sheet.Column("b", 1)], Sheet.Texts(text, "|")));

    [Fact]
    public async Task Every_line_of_windows_1252_has_the_same_bytes()
    {
        var format = Fixed with { Text = new() { Encoding = TextEncoding.Windows1252, CarriageReturn = false } };
        var file = await Sheet.WriteAsync(format, [Sheet.Column("a", 5)], Sheet.Texts("Łódź"), Sheet.Texts("€"), Sheet.Texts("ß"), Sheet.Texts("😀"));

        Assert.All(Encoding.Latin1.GetString(file).TrimEnd('\n').Split('\n'), line => Assert.Equal(5, line.Length));
    }
}
