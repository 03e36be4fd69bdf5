using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Pausing;

namespace LeadDelivery.Core.Tests.Gates;

public sealed class PauseTests
{
    private static Pause? Paused(ProtectedRecipient buyer) => buyer.Protection.Pauses.Of(ProtectedRecipient.Id);

    [Fact]
    public async Task A_paused_recipient_gets_nothing_until_it_is_resumed_also_over_restarts()
    {
        var buyer = new ProtectedRecipient();
        await buyer.Protection.Pauses.PauseAsync(ProtectedRecipient.Id, "their server moves", "ann");

        Assert.Equal("paused by ann: their server moves", buyer.Ask()?.Reason);
        Assert.Equal("paused by ann: their server moves", (await buyer.PeekAsync())?.Reason);
        await buyer.RestartAsync();
        Assert.False(buyer.Ask()!.Technical);
        await buyer.Protection.Pauses.ResumeAsync(ProtectedRecipient.Id, "bob");
        Assert.Null(buyer.Ask());
        await buyer.RestartAsync();

        Assert.Null(buyer.Ask());
        Assert.Equal(
            [("ann", "recipient.pause"), ("bob", "recipient.resume")],
            (await buyer.OperationsAsync()).Select(o => (o.Members.First(m => m.Key == "who").Value.AsText, o.Members.First(m => m.Key == "what").Value.AsText)));
    }

    [Fact]
    public async Task Of_a_hundred_answers_that_the_key_is_wrong_the_first_pauses_it_with_one_alert()
    {
        var buyer = new ProtectedRecipient();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => buyer.Ended(Outcome.Error, $"k{i}", unauthorized: true, reason: "HTTP 401"))));

        Assert.Equal("paused: unauthorized (HTTP 401)", buyer.Ask()?.Reason);
        Assert.True(buyer.Ask()!.Technical);
        Assert.Equal(["unauthorized"], await buyer.KindsAsync());
        Assert.Single(await buyer.OperationsAsync());
    }

    [Fact]
    public async Task What_began_before_somebody_resumed_it_does_not_pause_it_again()
    {
        var buyer = new ProtectedRecipient();
        buyer.Ended(Outcome.Error, unauthorized: true);
        buyer.Time.Advance(TimeSpan.FromSeconds(10));
        await buyer.Protection.Pauses.ResumeAsync(ProtectedRecipient.Id, "ann");
        buyer.Time.Advance(TimeSpan.FromSeconds(1));

        buyer.Ended(Outcome.Error, milliseconds: 2000, unauthorized: true);
        Assert.Null(buyer.Ask());
        buyer.Ended(Outcome.Error, milliseconds: 500, unauthorized: true);

        Assert.NotNull(buyer.Ask());
        Assert.Equal(["unauthorized", "unauthorized"], await buyer.KindsAsync());
    }

    [Fact]
    public async Task A_run_of_refusals_pauses_it()
    {
        var buyer = ProtectedRecipient.With("shutdown: { rejects: 5 }\n");
        Refuse(buyer, 4);
        buyer.Ended(Outcome.Success);
        Refuse(buyer, 4);
        buyer.Ended(Outcome.Queued);
        Refuse(buyer, 4);
        buyer.Ended(Outcome.Error);
        Assert.Null(buyer.Ask());

        buyer.Ended(Outcome.Duplicate);

        Assert.Equal(("paused: 5 refusals in a row", PauseCause.Shutdown), (buyer.Ask()?.Reason, Paused(buyer)!.Cause));
        Refuse(buyer, 20);
        Assert.Equal(["shutdown"], await buyer.KindsAsync());
        await buyer.Protection.Pauses.ResumeAsync(ProtectedRecipient.Id, "ann");
        buyer.Time.Advance(TimeSpan.FromSeconds(1));
        Refuse(buyer, 4);
        Assert.Null(buyer.Ask());
        Refuse(buyer, 1);
        Assert.NotNull(buyer.Ask());
    }

    [Fact]
    public async Task Test_leads_pass_and_pause_nobody()
    {
        var buyer = ProtectedRecipient.With("shutdown: { rejects: 1 }\n");
        buyer.Ended(Outcome.Error, unauthorized: true, test: true);
        buyer.Ended(Outcome.Failure, test: true);
        Assert.Null(Paused(buyer));

        await buyer.Protection.Pauses.PauseAsync(ProtectedRecipient.Id, null, "ann");

        Assert.Null(buyer.Ask(test: true));
        Assert.Equal("paused by ann", buyer.Ask()?.Reason);
    }

    private static void Refuse(ProtectedRecipient buyer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            buyer.Ended(Outcome.Failure);
        }
    }
}
