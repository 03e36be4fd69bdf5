using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.EndToEnd;

/// <summary>The host, a token server that rotates refresh tokens, and a buyer that verifies token and signature of each lead.</summary>
public sealed class AuthenticationTests
{
    private const string ClientSecret = "s+e c/r=e&t%:-that-is-long-enough-for-it";
    private const string SigningSecret = "end-to-end-signing-secret-5551";

    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Tokens_and_signatures_hold_over_a_crash_and_are_nowhere_to_be_read()
    {
        using var tokens = Verifier.Start("oauth-server.mjs", "600", "none");
        try
        {
            tokens.ErrorDataReceived += (_, _) => { };
            tokens.BeginErrorReadLine();
            var server = $"http://127.0.0.1:{(await tokens.StandardOutput.ReadLineAsync())!.Split(' ')[1]}";
            var client = Uri.EscapeDataString("client_secret_post a:&+%");
            var refreshToken = await Http.GetStringAsync($"{server}/consent?client_id={client}");

            await using var stage = new Stage();
            Configure(stage, server);
            var setup = stage.Setup with
            {
                Environment = new()
                {
                    ["CLIENT_SECRET"] = ClientSecret,
                    ["REFRESH_TOKEN"] = refreshToken,
                    ["SIGNING_SECRET"] = SigningSecret,
                },
            };
            var host = await stage.StartAsync(setup);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => Assert.Equal("success", (await host.Api.SubmitAsync("signed", wait: 20)).Outcome)));
            await host.KillAsync();

            // The configured refresh token is spent: only the stored one gets another access token.
            await host.StartAsync();
            var last = await host.Api.SubmitAsync("signed", wait: 20);
            Assert.True(last.Outcome == "success", last.ToString());
            var events = (await host.Api.EventsAsync(last.LeadId)).Text;
            await host.KillAsync();

            Assert.Equal(["token 200", "token 200"], await LogAsync(tokens, 2));
            var sent = stage.Buyer.At("/leads").Select(request => request.Headers["Authorization"]["Bearer ".Length..]).Distinct().ToList();
            Assert.Equal(2, sent.Count);
            string[] secrets = [ClientSecret, refreshToken, SigningSecret, .. sent, stage.Buyer.At("/leads")[^1].Headers["X-Signature"]];
            var files = Directory.EnumerateFiles(stage.Data, "*", SearchOption.AllDirectories).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));
            var readable = string.Concat(files) + events + host.Output;
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, readable, StringComparison.Ordinal));
        }
        finally
        {
            tokens.Kill();
        }
    }

    private static void Configure(Stage stage, string server)
    {
        var url = stage.Buyer.On("/leads", (connection, request) => VerifyAsync(connection, request, server));
        stage.Config.Write("recipients/buyer.yaml", $$$"""
            endpoint: { url: "{{{url}}}" }
            auth:
              - type: oauth2
                grant: refresh_token
                token_url: {{{server}}}/token
                client_id: "client_secret_post a:&+%"
                client_secret: "${CLIENT_SECRET}"
                refresh_token: "${REFRESH_TOKEN}"
              - type: hmac
                secret: "${SIGNING_SECRET}"
                sign: "{{request.timestamp}}.{{request.body}}"
                header: X-Signature
                prefix: "sha256="
                timestamp_header: X-Timestamp
            fields: { id: "{{lead.id}}", email: "{{lead.email}}" }
            response: { success: "json.status == 'accepted'", reason: json.status }
            """).Flow("signed", "buyer");
    }

    private static async Task VerifyAsync(BuyerConnection connection, BuyerRequest request, string server)
    {
        var text = request.Headers["X-Timestamp"] + "." + request.Body;
        var expected = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), Encoding.UTF8.GetBytes(text)));
        if (request.Headers["X-Signature"] != expected)
        {
            await connection.ReplyAsync(200, """{"status":"wrong signature"}""");
            return;
        }

        using var ask = new HttpRequestMessage(HttpMethod.Get, server + "/leads");
        ask.Headers.TryAddWithoutValidation("Authorization", request.Headers["Authorization"]);
        using var known = await Http.SendAsync(ask);
        await connection.ReplyAsync((int)known.StatusCode, await known.Content.ReadAsStringAsync());
    }

    private static async Task<List<string>> LogAsync(Process tokens, int lines)
    {
        var log = new List<string>();
        while (log.Count < lines && await tokens.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            log.Add(line);
        }

        return log;
    }
}
