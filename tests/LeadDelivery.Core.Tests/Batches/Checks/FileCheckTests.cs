using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Batches.Checks;

public class FileCheckTests
{
    private static readonly int[] Usual = [100, 90, 110];

    private static string[] Find(BatchChecks checks, int rows, long? bytes = null, int[]? history = null) =>
        [.. FileCheck.Find(checks, rows, bytes, history ?? []).Select(found => $"{found.Check}: {found.Message}")];

    [Fact]
    public void A_usual_file_has_nothing_wrong() => Assert.Empty(Find(new() { MinRows = 1, MaxRows = 1000, MaxBytes = 10 }, 1000, 10, Usual));

    [Fact]
    public void Too_few_too_many_and_too_large_are_told_with_what_was_expected()
    {
        Assert.Equal(["min_rows: the file has 1 row, expected at least 5"], Find(new() { MinRows = 5 }, 1));
        Assert.Equal(["max_rows: the file has 1,001 rows, expected at most 1,000"], Find(new() { MaxRows = 1000 }, 1001));
        Assert.Equal(["max_bytes: the file has 2,048 bytes, expected at most 1,024"], Find(new() { MaxBytes = 1024 }, 1, 2048));
    }

    [Theory]
    [InlineData(1000, new[] { 100, 90, 110 }, false)]
    [InlineData(1001, new[] { 100, 90, 110 }, true)]
    [InlineData(1_000_000, new[] { 100, 90 }, false)]
    [InlineData(1_000_000, new[] { 100, 0, 0, 90 }, false)]
    [InlineData(951, new[] { 100, 90, 0, 110, 80 }, true)]
    [InlineData(1001, new[] { 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000 }, true)]
    public void Growth_is_held_against_the_median_of_the_last_files(int rows, int[] history, bool expected) =>
        Assert.Equal(expected, Find(new(), rows, null, history).Length == 1);

    [Fact]
    public void Growth_names_the_usual() => Assert.Equal(
        ["max_growth: the file has 5,000 rows, expected at most 1,000: 10 times the usual 100"], Find(new(), 5000, null, Usual));

    [Fact]
    public void Any_growth_may_be_allowed() => Assert.Empty(Find(new() { MaxGrowth = null }, 5000, null, Usual));

    [Fact]
    public void Columns_are_summed_up_and_what_is_no_number_is_told_without_stopping_the_file()
    {
        var sum = new ColumnSum("price");
        foreach (var value in new[] { Value.Of(1.50m), Value.Of("2.25"), Value.Of("secret"), Value.Null })
        {
            sum.Add(value);
        }

        Assert.Equal(new ColumnTotal("price", 3.75m, 2), sum.Total);
        var found = Assert.Single(FileCheck.Find(new(), 4, null, [], [sum.Total]));
        Assert.False(found.Stops);
        Assert.Equal("2 of the 4 rows have no number in price, expected one in each to sum up", found.Message);
    }

    [Fact]
    public void A_sum_beyond_what_a_number_holds_is_none()
    {
        var sum = new ColumnSum("price");
        sum.Add(Value.Of(decimal.MaxValue));
        sum.Add(Value.Of(decimal.MaxValue));
        sum.Add(Value.Of(1m));

        Assert.Null(sum.Total.Sum);
    }
}
