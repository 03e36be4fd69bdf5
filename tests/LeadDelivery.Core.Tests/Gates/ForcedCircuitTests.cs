using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Circuits;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Circuits in an operator's hand, and those whose configuration changes.</summary>
public sealed class ForcedCircuitTests
{
    private const string Small = "circuit: { ratio: 1, window: 1000, consecutive: 3, within: 1m, break: 10s, break_max: 1m }\n";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_operator_opens_closes_and_returns_it_and_each_is_on_record()
    {
        var buyer = ProtectedRecipient.With(Small);
        var circuits = buyer.Protection.Circuits;

        await circuits.ForceAsync(ProtectedRecipient.Id, open: true, null, "ann");
        Assert.Equal("circuit open: forced by ann", buyer.Ask()?.Reason);
        await buyer.RestartAsync();
        Assert.NotNull(buyer.Ask());
        await buyer.Protection.Circuits.ForceAsync(ProtectedRecipient.Id, open: false, null, "ann");
        Fail(buyer, 100);
        Assert.Null(buyer.Ask());
        await buyer.Protection.Circuits.ForceAsync(ProtectedRecipient.Id, open: null, null, "ann");
        Fail(buyer, 3);

        Assert.NotNull(buyer.Ask());
        Assert.Equal(
            [("ann", "open"), ("ann", "closed"), ("ann", "auto"), ("automatic", "open")],
            (await buyer.OperationsAsync()).Select(o => (Text(o, "who"), Text(o, "state"))));
    }

    [Fact]
    public async Task Who_gives_back_what_nobody_forced_changes_nothing()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        var before = buyer.Protection.Circuits.View(ProtectedRecipient.Id);
        buyer.Time.Advance(Second);

        await buyer.Protection.Circuits.ForceAsync(ProtectedRecipient.Id, open: null, null, "ann");

        Assert.Equal(before, buyer.Protection.Circuits.View(ProtectedRecipient.Id));
    }

    [Fact]
    public async Task Circuit_whose_key_is_taken_away_while_it_is_open_shows_closed_and_lets_through()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        var configured = buyer.Recipient;
        buyer.Recipient = configured with { Circuit = null };

        Assert.Null(buyer.Ask());
        Assert.Equal(CircuitView.None, buyer.Protection.Circuits.View(buyer.Recipient));
        Assert.Equal(CircuitState.Open, buyer.Protection.Circuits.View(configured).State);

        await buyer.Protection.Circuits.ForceAsync(ProtectedRecipient.Id, open: true, null, "ann");
        Assert.Equal(CircuitState.Open, buyer.Protection.Circuits.View(buyer.Recipient).State);
    }

    [Fact]
    public async Task What_an_operator_forced_for_a_time_is_automatic_again_after_it_also_over_a_restart()
    {
        var buyer = new ProtectedRecipient();
        await buyer.Protection.Circuits.ForceAsync(ProtectedRecipient.Id, open: true, TimeSpan.FromMinutes(5), "ann");
        buyer.Time.Advance(TimeSpan.FromMinutes(4));
        await buyer.RestartAsync();
        Assert.NotNull(buyer.Ask());

        buyer.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(buyer.Ask());
        Assert.Null(buyer.Protection.Circuits.View(ProtectedRecipient.Id).Forced);
    }

    private static void Fail(ProtectedRecipient buyer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            buyer.Ended(Outcome.Error);
        }
    }

    private static string? Text(Core.Language.ValueObject body, string name) => body.TryGet(name, out var value) ? value.AsText : null;
}
