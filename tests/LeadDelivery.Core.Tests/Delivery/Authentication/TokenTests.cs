using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Delivery.Authentication.TokenServer;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

public sealed class TokenTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly TokenServer _server = new();

    [Fact]
    public async Task A_hundred_attempts_at_once_ask_for_one_token()
    {
        var gate = new TaskCompletionSource<ChannelReply>();
        _server.Answers(_ => gate.Task);
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        var attempts = Enumerable.Range(0, 100).Select(_ => Task.Run(() => ApplyAsync(authenticator, request))).ToList();
        await Until(() => _server.Count > 0);
        gate.SetResult(Token("the-token"));
        Assert.All(await Task.WhenAll(attempts), shown => Assert.Equal("Bearer the-token", shown));
        Assert.Equal(1, _server.Count);
    }

    [Fact]
    public async Task A_failure_is_everybodys_and_is_not_repeated_for_a_while()
    {
        var gate = new TaskCompletionSource<ChannelReply>();
        _server.Answers(number => number == 1 ? gate.Task : Task.FromResult(Reply(503)));
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        var attempts = Enumerable.Range(0, 50).Select(_ => Task.Run(() => ApplyAsync(authenticator, request))).ToList();
        await Until(() => _server.Count > 0);
        gate.SetResult(Reply(503));
        Assert.All(await Task.WhenAll(attempts), shown => Assert.Equal("token server: HTTP 503", shown));
        await ApplyAsync(authenticator, request);
        Assert.Equal(1, _server.Count);

        _time.Advance(TimeSpan.FromMilliseconds(250));
        await ApplyAsync(authenticator, request);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        await ApplyAsync(authenticator, request);
        Assert.Equal(2, _server.Count);
        _server.Answers(_ => Token("back"));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("Bearer back", await ApplyAsync(authenticator, request));
    }

    [Fact]
    public async Task A_token_is_replaced_before_its_end_while_the_old_one_serves()
    {
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        Assert.Equal("Bearer token-number-1", await ApplyAsync(authenticator, request));
        _time.Advance(TimeSpan.FromSeconds(3539));
        Assert.Equal("Bearer token-number-1", await ApplyAsync(authenticator, request));
        Assert.Equal(1, _server.Count);

        var gate = new TaskCompletionSource<ChannelReply>();
        _server.Answers(_ => gate.Task);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Bearer token-number-1", await ApplyAsync(authenticator, request));
        await Until(() => _server.Count == 2);
        _time.Advance(TimeSpan.FromSeconds(40));
        var waiting = ApplyAsync(authenticator, request);
        Assert.False(waiting.IsCompleted);
        gate.SetResult(Token("second"));
        Assert.Equal("Bearer second", await waiting);
        Assert.Equal(2, _server.Count);
    }

    [Fact]
    public async Task A_token_that_is_still_good_outlives_a_failing_server_and_not_its_own_end()
    {
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        await ApplyAsync(authenticator, request);
        _server.Answers(_ => Reply(500));
        _time.Advance(TimeSpan.FromSeconds(3590));
        Assert.Equal("Bearer token-number-1", await ApplyAsync(authenticator, request));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("token server: HTTP 500", await ApplyAsync(authenticator, request));
    }

    [Fact]
    public async Task A_short_life_leaves_nine_tenths_and_none_named_is_the_default()
    {
        _server.Answers(number => number switch
        {
            1 => Token("short", "\"expires_in\":10"),
            2 => Token("unnamed", "\"issued_at\":\"1795238919000\""),
            _ => Token("third"),
        });
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        await ApplyAsync(authenticator, request);
        _time.Advance(TimeSpan.FromSeconds(8.9));
        Assert.Equal("Bearer short", await ApplyAsync(authenticator, request));
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal("Bearer unnamed", await ApplyAsync(authenticator, request));
        _time.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal("Bearer unnamed", await ApplyAsync(authenticator, request));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("Bearer third", await ApplyAsync(authenticator, request));
    }

    [Fact]
    public async Task A_hundred_refusals_of_one_token_fetch_one_other()
    {
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        var sent = new List<AuthenticatedRequest>();
        for (var i = 0; i < 100; i++)
        {
            sent.Add(await authenticator.ApplyAsync(request, Seen, default));
        }

        var renewed = await Task.WhenAll(sent.Select(one => Task.Run(() => authenticator.RenewAsync(one, request, Seen, default).AsTask())));
        Assert.All(renewed, result => Assert.Equal("Bearer token-number-2", Shown(result)));
        Assert.Equal(2, _server.Count);
    }

    [Fact]
    public async Task A_recipient_that_refuses_every_token_gets_a_new_one_now_and_then()
    {
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        var renewed = await authenticator.RenewAsync(await authenticator.ApplyAsync(request, Seen, default), request, Seen, default);
        Assert.Equal("nothing to renew", Shown(await authenticator.RenewAsync(renewed!, request, Seen, default)));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("Bearer token-number-3", Shown(await authenticator.RenewAsync(renewed!, request, Seen, default)));
    }

    [Fact]
    public async Task A_changed_scheme_or_another_recipient_has_a_token_of_its_own()
    {
        await using var authenticator = _server.Authenticator(_time);
        var scheme = Scheme();
        var request = Lead(scheme);
        await ApplyAsync(authenticator, request);
        Assert.Equal("Bearer token-number-1", await ApplyAsync(authenticator, Lead(scheme with { })));
        Assert.Equal("Bearer token-number-2", await ApplyAsync(authenticator, Lead(scheme with { ClientSecret = "rotated-secret" })));
        Assert.Equal("Bearer token-number-3", await ApplyAsync(authenticator, Lead(scheme with { Parameters = [new("scope", "b")] })));
        Assert.Equal(
            "Bearer token-number-4", await ApplyAsync(authenticator, request with { Recipient = request.Recipient with { Id = "other" } }));
    }

    [Fact]
    public async Task One_attempt_that_gives_up_leaves_the_request_to_the_others()
    {
        var gate = new TaskCompletionSource<ChannelReply>();
        _server.Answers(_ => gate.Task);
        await using var authenticator = _server.Authenticator(_time);
        var request = Lead(Scheme());
        using var cancel = new CancellationTokenSource();
        var first = authenticator.ApplyAsync(request, Seen, cancel.Token).AsTask();
        var second = ApplyAsync(authenticator, request);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(Token("late"));
        Assert.Equal("Bearer late", await second);
        Assert.Equal(1, _server.Count);
    }

    [Theory]
    [InlineData(false, "our-client", "our-client-secret", null)]
    [InlineData(true, null, null, "Basic b3VyLWNsaWVudDpvdXItY2xpZW50LXNlY3JldA==")]
    public async Task Client_and_secret_go_where_the_configuration_says(bool header, string? id, string? secret, string? authorization)
    {
        await using var authenticator = _server.Authenticator(_time);
        await ApplyAsync(authenticator, Lead(Scheme() with { InHeader = header, Parameters = [new("scope", "a b"), new("audience", "x&y")] }));
        var form = _server.Forms.Single();
        Assert.Equal(("client_credentials", "a b", "x&y"), (form["grant_type"], form["scope"], form["audience"]));
        Assert.Equal((id, secret), (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret")));
        Assert.Equal(authorization, _server.Requests[0].Headers.FirstOrDefault(h => h.Key == "Authorization").Value);
        Assert.Equal("application/x-www-form-urlencoded", _server.Requests[0].ContentType);
    }

    [Fact]
    public async Task Password_is_a_grant_too()
    {
        await using var authenticator = _server.Authenticator(_time);
        await ApplyAsync(authenticator, Lead(Scheme(OAuth2Grant.Password) with { UserName = "u@x.example", Password = "pass+word" }));
        var form = _server.Forms.Single();
        Assert.Equal(("password", "u@x.example", "pass+word"), (form["grant_type"], form["username"], form["password"]));
    }

    [Theory]
    [InlineData(SendFailure.Transport, "transport", false)]
    [InlineData(SendFailure.Unauthorized, null, true)]
    [InlineData(SendFailure.Forbidden, null, false)]
    public void Trouble_is_never_sent_and_repeated_only_where_that_may_help(SendFailure failure, string? retry, bool unauthorized)
    {
        var reply = new ChannelReply { Category = SendCategory.NotSent, Failure = failure, Error = "token server: no" };
        var verdict = ReplyReader.Read(Recipient(), reply, Seen);
        Assert.Equal((Outcome.Error, retry, unauthorized, false), (verdict.Outcome, verdict.RetryClass, verdict.Unauthorized, verdict.MayHaveAccepted));
        Assert.Equal("token server: no", verdict.Reason);
    }

    [Fact]
    public void A_preview_asks_nobody_and_shows_no_token()
    {
        var request = RequestAuthenticator.Preview(Lead(Scheme()), Seen);
        Assert.Contains(request.Headers, header => header is { Key: "Authorization", Value: "Bearer ***" });
        Assert.Equal(0, _server.Count);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            await Task.Delay(5);
        }

        Assert.True(condition());
    }
}
