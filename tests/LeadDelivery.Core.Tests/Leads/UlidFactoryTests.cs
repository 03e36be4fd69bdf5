using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Tests.Leads;

public class UlidFactoryTests
{
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public void Ids_rise_strictly_within_one_millisecond_and_over_a_clock_set_back()
    {
        var clock = new SetClock();
        var ids = new UlidFactory(clock);
        var made = new List<string>();
        for (var i = 0; i < 10_000; i++)
        {
            clock.Now = i == 5_000 ? clock.Now.AddHours(-1) : clock.Now;
            made.Add(ids.Next());
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
    }

    [Fact]
    public void The_time_inside_an_id_is_the_clocks()
    {
        var clock = new SetClock();

        Assert.Equal(clock.Now, UlidFactory.TimeOf(new UlidFactory(clock).Next()));
    }

    [Theory]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV", 1469922850259)]
    [InlineData("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", null)]
    [InlineData("80000000000000000000000000", null)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxx", null)]
    [InlineData("", null)]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FA", null)]
    public void A_text_that_is_no_id_has_no_time(string text, long? milliseconds)
    {
        Assert.Equal(milliseconds, UlidFactory.TimeOf(text)?.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Ids_made_at_the_same_moment_by_many_threads_are_all_different()
    {
        var ids = new UlidFactory(TimeProvider.System);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 2_000).Select(_ => ids.Next()).ToList())));

        Assert.Equal(16_000, made.SelectMany(id => id).Distinct().Count());
    }
}
