using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Delivery.Authentication.TokenServer;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

public sealed class TokenReplyTests
{
    [Theory]
    [InlineData("""{"access_token":"tok","expires_in":120}""", 120)]
    [InlineData("""{"access_token":"tok","expires_in":"120","token_type":"bearer"}""", 120)]
    [InlineData("""{"access_token":"tok","expires_in":1.5,"token_type":"BEARER"}""", 1.5)]
    [InlineData("""{"access_token":"tok","expires_in":0}""", 3600)]
    [InlineData("""{"access_token":"tok","expires_in":-5}""", 3600)]
    [InlineData("""{"access_token":"tok","expires_in":"soon","token_type":7,"refresh_token":{}}""", 3600)]
    [InlineData("""{"access_token":"tok","expires_in":[1],"scope":5,"issued_at":"1795238919000"}""", 3600)]
    [InlineData("""{"access_token":"tok","expires_in":99999999999999999999}""", 30 * 86_400)]
    [InlineData("\uFEFF {\"access_token\":\"tok\"}", 3600)]
    public async Task A_token_is_found_however_its_neighbours_are_typed(string body, double seconds)
    {
        var time = new ManualTimeProvider();
        var server = new TokenServer().Answers(_ => Reply(200, body));
        await using var authenticator = server.Authenticator(time);
        Assert.Equal("Bearer tok", await ApplyAsync(authenticator, Lead(Scheme())));
        time.Advance(TimeSpan.FromSeconds(seconds * 0.89));
        await ApplyAsync(authenticator, Lead(Scheme()));
        Assert.Equal(1, server.Count);
        time.Advance(TimeSpan.FromSeconds(seconds * 0.12));
        await ApplyAsync(authenticator, Lead(Scheme()));
        Assert.Equal(2, server.Count);
    }

    [Theory]
    [InlineData(200, "", "token server: the reply holds no access_token", SendFailure.Transport)]
    [InlineData(200, "<html>maintenance</html>", "token server: the reply holds no access_token", SendFailure.Transport)]
    [InlineData(200, "{\"access_token\":", "token server: the reply holds no access_token", SendFailure.Transport)]
    [InlineData(200, "[]", "token server: the reply holds no access_token", SendFailure.Transport)]
    [InlineData(200, """{"access_token":12}""", "token server: the reply holds no access_token", SendFailure.Transport)]
    [InlineData(200, """{"access_token":"a\r\nX-Evil: 1"}""", "token server: the access_token cannot stand in a header", SendFailure.Transport)]
    [InlineData(200, """{"access_token":"t","token_type":"DPoP"}""", "token server: tokens of type DPoP are not supported", SendFailure.Unauthorized)]
    [InlineData(200, """{"error":"invalid_client"}""", "token server: invalid_client", SendFailure.Unauthorized)]
    [InlineData(400, """{"error":"invalid_grant","error_description":"authentication failure"}""",
        "token server: invalid_grant: authentication failure", SendFailure.Unauthorized)]
    [InlineData(401, """{"error":"invalid_client","error_description":"our-client-secret is\r\nwrong"}""",
        "token server: invalid_client: *** is  wrong", SendFailure.Unauthorized)]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "token server: temporarily_unavailable", SendFailure.Transport)]
    [InlineData(500, """{"error":"invalid_client"}""", "token server: invalid_client", SendFailure.Transport)]
    [InlineData(404, "not here", "token server: HTTP 404", SendFailure.Unauthorized)]
    [InlineData(302, "", "token server: redirect not followed (HTTP 302)", SendFailure.Unauthorized)]
    [InlineData(429, "slow down", "token server: HTTP 429", SendFailure.Transport)]
    [InlineData(503, "", "token server: HTTP 503", SendFailure.Transport)]
    public async Task What_is_no_token_is_said_and_sorted(int status, string body, string reason, SendFailure failure)
    {
        var trouble = await TroubleAsync(Reply(status, body));
        Assert.Equal((SendCategory.NotSent, reason, failure), (trouble.Category, trouble.Error, trouble.Failure));
    }

    [Theory]
    [InlineData(SendCategory.NotSent, SendFailure.Transport, SendFailure.Transport)]
    [InlineData(SendCategory.Unanswered, SendFailure.Timeout, SendFailure.Transport)]
    [InlineData(SendCategory.NotSent, SendFailure.Forbidden, SendFailure.Forbidden)]
    [InlineData(SendCategory.Answered, SendFailure.TooLarge, SendFailure.Transport)]
    public async Task A_server_that_cannot_be_reached_or_read_is_transport_trouble(
        SendCategory category, SendFailure failure, SendFailure expected)
    {
        var trouble = await TroubleAsync(new() { Category = category, Failure = failure, Error = "why", Status = 200 });
        Assert.Equal(expected, trouble.Failure);
        Assert.StartsWith("token server: why", trouble.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_description_is_cut() => Assert.InRange(
        (await TroubleAsync(Reply(400, $$"""{"error":"x","error_description":"{{new string('y', 5000)}}"}"""))).Error!.Length, 200, 250);

    [Fact]
    public void No_reply_makes_it_throw()
    {
        var pieces = Gen.Elements("{", "}", "\"access_token\"", ":", "\"t\"", ",", "\"expires_in\"", "1e400", "\"\\ud800\"", "[", "]", "null", " ", "\0");
        var texts = Gen.ArrayOf(pieces).Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var server = new TokenServer().Answers(_ => Reply(200, Encoding.UTF8.GetBytes(text)));
            var result = server.Authenticator(TimeProvider.System).ApplyAsync(Lead(Scheme()), Seen, default).AsTask().GetAwaiter().GetResult();
            return result.Request is null ? result.Trouble!.Error == "token server: the reply holds no access_token" : text.Contains("\"t\"", StringComparison.Ordinal);
        }));
    }

    private static async Task<ChannelReply> TroubleAsync(ChannelReply reply)
    {
        await using var authenticator = new TokenServer().Answers(_ => reply).Authenticator(TimeProvider.System);
        var result = await authenticator.ApplyAsync(Lead(Scheme()), Seen, default);
        Assert.Null(result.Request);
        return result.Trouble!;
    }
}
