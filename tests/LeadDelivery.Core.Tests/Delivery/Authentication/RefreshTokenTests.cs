using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Delivery.Authentication.TokenServer;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

public sealed class RefreshTokenTests
{
    private static readonly RecordQuery Stored = new("tokens");

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryRecordStore _records = new();
    private readonly TokenServer _server = new();
    private readonly OutboundRequest _request = Lead(Scheme(OAuth2Grant.RefreshToken));
    private string _good = "refresh-configured";

    // Takes each refresh token once, as servers do that rotate them.
    public RefreshTokenTests() => _server.Answers(number =>
    {
        if (_server.Forms[number - 1]["refresh_token"] != _good)
        {
            return Error(400, "invalid_grant", "token was used");
        }

        _good = $"refresh-{number}";
        return Token($"access-{number}", $"\"expires_in\":\"100\",\"refresh_token\":\"{_good}\"");
    });

    [Fact]
    public async Task A_new_refresh_token_is_used_next_and_survives_a_restart()
    {
        await using (var first = _server.Authenticator(_time, _records))
        {
            Assert.Equal("Bearer access-1", await ApplyAsync(first, _request));
            _time.Advance(TimeSpan.FromSeconds(101));
            Assert.Equal("Bearer access-2", await ApplyAsync(first, _request));
        }

        await using var second = _server.Authenticator(_time, _records);
        Assert.Equal("Bearer access-3", await ApplyAsync(second, _request));
        Assert.Equal(["refresh-configured", "refresh-1", "refresh-2"], _server.Forms.Select(form => form["refresh_token"]));
    }

    [Fact]
    public async Task It_is_stored_before_the_access_token_is_used_and_no_secret_is_in_what_is_stored()
    {
        var store = new FailingStore(_records);
        await using var authenticator = _server.Authenticator(_time, store);
        store.Fails = true;
        Assert.Equal("the new refresh token cannot be stored now", await ApplyAsync(authenticator, _request));
        Assert.Empty(await RowsAsync());

        // The server has spent the configured token: asking again with it would end in invalid_grant for good.
        store.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer access-1", await ApplyAsync(authenticator, _request));
        Assert.Equal(1, _server.Count);
        var row = Assert.Single(await RowsAsync());
        var text = row.Partition + row.Row + Encoding.UTF8.GetString(row.Body.Span);
        Assert.All(
            new[] { "refresh-1", "refresh-configured", "our-client", "access-1", "cmVmcmVzaC0x" },
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_dies_before_it_stored_tries_the_old_one_and_says_what_is_needed()
    {
        await using (var first = _server.Authenticator(_time, new FailingStore(_records) { Fails = true }))
        {
            await ApplyAsync(first, _request);
        }

        await using var second = _server.Authenticator(_time, _records);
        var result = await second.ApplyAsync(_request, Seen, default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Unauthorized), (result.Trouble!.Category, result.Trouble.Failure));
        Assert.Equal("token server: invalid_grant: token was used (a new refresh_token is needed)", result.Trouble.Error);
    }

    [Fact]
    public async Task A_newly_configured_refresh_token_wins_over_the_stored_one()
    {
        await using var authenticator = _server.Authenticator(_time, _records);
        await ApplyAsync(authenticator, _request);
        _good = "refresh-given-anew";
        Assert.Equal("Bearer access-2", await ApplyAsync(authenticator, Lead(Scheme(OAuth2Grant.RefreshToken) with { RefreshToken = _good })));
        Assert.Equal("refresh-given-anew", _server.Forms[1]["refresh_token"]);
    }

    [Fact]
    public async Task A_new_client_secret_or_scope_leaves_the_stored_one_in_use()
    {
        await using var authenticator = _server.Authenticator(_time, _records);
        await ApplyAsync(authenticator, _request);
        var changed = Scheme(OAuth2Grant.RefreshToken) with { ClientSecret = "another-secret", Parameters = [new("scope", "leads")] };
        Assert.Equal("Bearer access-2", await ApplyAsync(authenticator, Lead(changed)));
    }

    [Fact]
    public async Task Two_processes_on_one_store_follow_each_other()
    {
        await using var one = _server.Authenticator(_time, _records);
        await using var other = _server.Authenticator(_time, _records);
        Assert.Equal("Bearer access-1", await ApplyAsync(one, _request));
        Assert.Equal("Bearer access-2", await ApplyAsync(other, _request));
        _time.Advance(TimeSpan.FromSeconds(101));
        Assert.Equal("Bearer access-3", await ApplyAsync(one, _request));
        Assert.Equal("Bearer access-4", await ApplyAsync(other, _request));
    }

    [Fact]
    public async Task A_race_lost_to_another_process_is_made_good_with_what_that_one_stored()
    {
        // Between this process's reading and its request the other one has spent the token.
        var store = new FailingStore(_records);
        await using var one = _server.Authenticator(_time, store);
        await using var other = _server.Authenticator(_time, _records);
        store.AfterRead = async () =>
        {
            store.AfterRead = null;
            Assert.Equal("Bearer access-1", await ApplyAsync(other, _request));
        };
        Assert.Equal("Bearer access-3", await ApplyAsync(one, _request));
        Assert.Equal(["refresh-configured", "refresh-configured", "refresh-1"], _server.Forms.Select(form => form["refresh_token"]));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_spends_no_token()
    {
        await using var authenticator = _server.Authenticator(_time, new FailingStore(_records) { FailsReading = true });
        Assert.Equal("the stored refresh token cannot be read now", await ApplyAsync(authenticator, _request));
        Assert.Equal(0, _server.Count);
    }

    [Fact]
    public async Task A_server_that_keeps_the_refresh_token_leaves_nothing_to_store()
    {
        _server.Answers(_ => Token("access"));
        await using var authenticator = _server.Authenticator(_time, _records);
        Assert.Equal("Bearer access", await ApplyAsync(authenticator, _request));
        Assert.Empty(await RowsAsync());
    }

    private async Task<List<Record>> RowsAsync()
    {
        var rows = new List<Record>();
        await foreach (var row in _records.QueryAsync(Stored, default))
        {
            rows.Add(row);
        }

        return rows;
    }

    private sealed class FailingStore(IRecordStore inner) : IRecordStore
    {
        public bool Fails { get; set; }

        public bool FailsReading { get; init; }

        public Func<Task>? AfterRead { get; set; }

        public async ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
        {
            var record = FailsReading ? throw new IOException("disk") : await inner.GetAsync(partition, row, cancellation);
            await (AfterRead?.Invoke() ?? Task.CompletedTask);
            return record;
        }

        public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation) => inner.QueryAsync(query, cancellation);

        public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation) =>
            Fails ? throw new IOException("disk full") : inner.WriteAsync(operations, cancellation);
    }
}
