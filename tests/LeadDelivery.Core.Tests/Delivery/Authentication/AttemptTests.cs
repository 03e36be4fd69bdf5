using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Delivery.Authentication.TokenServer;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

/// <summary>Whole attempts whose recipient asks for a token.</summary>
public sealed class AttemptTests
{
    private readonly TokenServer _tokens = new();
    private readonly List<string> _seen = [];

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_request_repeated_within_the_attempt()
    {
        var desk = Desk(request => Bearer(request) == "token-number-2" ? Accepts() : Answer(401, """{"error":"expired token-number-1"}"""));
        var view = await desk.DeliverAsync();
        Assert.Equal((Outcome.Success, 1), (view.Outcome, view.Deliveries[0].Attempts));
        Assert.Equal(["token-number-1", "token-number-2"], _seen);
        await NothingSecretAsync(desk, view.LeadId);
    }

    [Fact]
    public async Task A_second_refusal_ends_the_attempt_as_wrong_credentials()
    {
        var view = await Desk(_ => Answer(401, "{}")).DeliverAsync();
        Assert.Equal((Outcome.Error, "HTTP 401", 1), (view.Outcome, view.Reason, view.Deliveries[0].Attempts));
        Assert.Equal((2, 2), (_seen.Count, _tokens.Count));
    }

    [Fact]
    public async Task A_token_server_that_is_down_is_tried_again_like_a_recipient()
    {
        _tokens.Answers(number => number == 1 ? Error(503, "server_error") : Token("token-at-last"));
        var view = await Desk(_ => Accepts()).DeliverAsync();
        Assert.Equal((Outcome.Success, 2), (view.Outcome, view.Deliveries[0].Attempts));
        Assert.Equal(["token-at-last"], _seen);
    }

    [Fact]
    public async Task Wrong_credentials_are_not_repeated_and_nothing_is_sent()
    {
        _tokens.Answers(_ => Error(401, "invalid_client", "our-client-secret is wrong"));
        var desk = Desk(_ => Accepts());
        var view = await desk.DeliverAsync();
        Assert.Equal((Outcome.Error, "token server: invalid_client: *** is wrong", 1), (view.Outcome, view.Reason, view.Deliveries[0].Attempts));
        Assert.Empty(_seen);
        await NothingSecretAsync(desk, view.LeadId);
    }

    [Fact]
    public async Task A_token_that_the_recipient_repeats_is_masked_everywhere()
    {
        var desk = Desk(request => Answer(200, $$"""{"status":"no","message":"bad {{Bearer(request)}}","leadId":"{{Bearer(request)}}"}"""));
        var view = await desk.DeliverAsync();
        Assert.Equal((Outcome.Failure, "bad ***", "***"), (view.Outcome, view.Reason, view.Deliveries[0].RecipientLeadId));
        await NothingSecretAsync(desk, view.LeadId);
    }

    private LeadDesk Desk(Func<OutboundRequest, ChannelReply> buyer)
    {
        var desk = new LeadDesk { TokenServer = _tokens };
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with { Auth = [Scheme()] });
        desk.Answering(request =>
        {
            _seen.Add(Bearer(request));
            return buyer(request);
        });
        return desk;
    }

    private static string Bearer(OutboundRequest request) => request.Headers.Single(h => h.Key == "Authorization").Value["Bearer ".Length..];

    private static async Task NothingSecretAsync(LeadDesk desk, string lead)
    {
        var events = await desk.Reader.EventsAsync(lead, CancellationToken.None);
        var text = string.Join('\n', events!.Select(e => ValueJson.ToText(Value.Of(e.Data))));
        Assert.DoesNotContain("token-number", text, StringComparison.Ordinal);
        Assert.DoesNotContain("our-client-secret", text, StringComparison.Ordinal);
    }
}
