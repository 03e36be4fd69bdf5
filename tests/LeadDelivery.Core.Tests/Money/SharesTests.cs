using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Money;

namespace LeadDelivery.Core.Tests.Money;

public sealed class SharesTests
{
    [Theory]
    [InlineData("15.00", 1, "15.00")]
    [InlineData("15.00", 2, "7.50 7.50")]
    [InlineData("10", 3, "3.34 3.33 3.33")]
    [InlineData("0.02", 3, "0.01 0.01 0.00")]
    [InlineData("0.005", 2, "0.003 0.002")]
    public void Amount_is_parted_to_the_cent_and_what_is_over_goes_to_the_first(string amount, int parts, string expected) =>
        Assert.Equal(expected, string.Join(' ', Shares.Of(decimal.Parse(amount), parts).Select(share => share.ToString())));

    [Fact]
    public void Shares_add_up_to_the_amount_and_differ_by_one_unit_at_most()
    {
        var cases = from units in Gen.Choose(0, 1_000_000)
                    from scale in Gen.Choose(0, 4)
                    from parts in Gen.Choose(1, 20)
                    select (Amount: new decimal(units, 0, 0, false, (byte)scale), Parts: parts);

        Check.QuickThrowOnFailure(Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var shares = Shares.Of(given.Amount, given.Parts);
            return shares.Length == given.Parts && shares.Sum() == given.Amount
                && shares.Max() - shares.Min() <= (given.Amount.Scale > 2 ? 1m / (decimal)Math.Pow(10, given.Amount.Scale) : 0.01m);
        }));
    }
}
