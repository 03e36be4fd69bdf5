using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>All but one of the leads that repeats of a submit at the same moment would make are refused when they are stored: nothing is left of them.</summary>
public sealed class IdempotencyTests
{
    [Theory]
    [InlineData("round_robin")]
    [InlineData("least_recent")]
    public async Task Repeats_of_a_submit_at_the_same_moment_take_one_turn_of_a_rotation(string by)
    {
        await using var stage = new Stage();
        foreach (var buyer in new[] { "a", "b", "c" })
        {
            stage.Config.Recipient(buyer, stage.Buyer.On($"/{buyer}", Behaviours.Accept));
        }

        stage.Config.Flow("one", $"{{ rotate: {{ members: [a, b, c], by: {by} }} }}");
        var host = await stage.StartAsync();

        for (var round = 0; round < 20; round++)
        {
            var repeats = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => host.Api.SubmitAsync("one", wait: 30, idempotencyKey: $"same-{round}")));
            Assert.Single(repeats.Select(answer => answer.LeadId).Distinct());
            string[] turns = [BuyerOf(repeats[0]), BuyerOf(await host.Api.SubmitAsync("one", wait: 30)), BuyerOf(await host.Api.SubmitAsync("one", wait: 30))];

            Assert.True(turns.Distinct().Count() == 3, $"round {round}: {string.Join(", ", turns)}");
        }
    }

    private static string BuyerOf(Answer answer) => answer.Deliveries.Single()["recipient"]!.GetValue<string>();
}
