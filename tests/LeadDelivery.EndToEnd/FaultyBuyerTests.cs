using System.Globalization;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Whatever a buyer does, its lead ends in a recorded outcome.</summary>
public sealed class FaultyBuyerTests(FaultyBuyerTests.Fixture fixture) : IClassFixture<FaultyBuyerTests.Fixture>
{
    [Theory]
    [InlineData("hangs")]
    [InlineData("resets")]
    [InlineData("closes")]
    [InlineData("garbage")]
    [InlineData("half")]
    [InlineData("empty")]
    [InlineData("page")]
    [InlineData("unavailable")]
    [InlineData("endless")]
    [InlineData("endless-headers")]
    [InlineData("trickles")]
    [InlineData("bomb")]
    [InlineData("redirects")]
    [InlineData("refused")]
    public async Task Fault_ends_in_a_recorded_error(string fault)
    {
        var lead = await fixture.Stage.Api.OutcomeAsync((await fixture.Stage.Api.SubmitAsync(fault, wait: 0)).LeadId);

        Assert.Equal("error", lead.Outcome);
        var delivery = Assert.Single(lead.Deliveries);
        Assert.Equal("error", delivery["outcome"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(delivery["reason"]?.GetValue<string>()));
        Assert.InRange(delivery["attempts"]!.GetValue<int>(), 1, 2);
        Assert.Single(fixture.Stage.Buyer.At("/" + fault).Select(request => request.Key).Distinct().DefaultIfEmpty("none"));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("page")]
    public async Task Reply_that_the_rules_cannot_read_is_an_unrecognized_response(string fault) =>
        Assert.Equal("unrecognized response", (await fixture.Stage.Api.SubmitAsync(fault)).Json["reason"]!.GetValue<string>(), ignoreCase: true);

    [Fact]
    public async Task Waterfall_goes_past_faults_to_the_buyer_who_takes_the_lead()
    {
        var lead = await fixture.Stage.Api.SubmitAsync("fall", wait: 30);

        Assert.Equal("success", lead.Outcome);
        Assert.Equal(["error", "failure", "error", "success"], lead.Deliveries.Select(delivery => delivery["outcome"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await fixture.Stage.Api.SubmitAsync("redirects");

        Assert.NotEmpty(fixture.Stage.Buyer.At("/redirects"));
        Assert.Empty(fixture.Stage.Buyer.At("/redirected"));
    }

    [Fact]
    public async Task Bodies_without_bounds_do_not_fill_the_memory()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => fixture.Stage.Api.SubmitAsync(i % 2 == 0 ? "bomb" : "endless", wait: 30)));

        // Idle, the host takes about 100 MB; eight bodies of 60 MB unpacked, with copies, or eight endless ones, would show.
        Assert.InRange(PeakMegabytes(fixture.Stage.Host.ProcessId), 1, 500);
    }

    private static long PeakMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>One host for all faults: that one buyer's fault does not disturb the others is part of what is tested.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private const string Hasty = "retry: { attempts: 2, initial: 50ms, max: 100ms }";

        internal Stage Stage { get; } = new();

        public async Task InitializeAsync()
        {
            Add("hangs", Behaviours.Hang);
            Add("resets", Behaviours.Reset);
            Add("closes", Behaviours.Close);
            Add("garbage", Behaviours.Garbage);
            Add("half", Behaviours.Half);
            Add("empty", Behaviours.Empty);
            Add("page", Behaviours.Page);
            Add("unavailable", Behaviours.Unavailable);
            Add("endless", Behaviours.Endless);
            Add("endless-headers", Behaviours.EndlessHeaders);
            Add("trickles", Behaviours.Trickle);
            Add("bomb", Behaviours.Bomb);
            Add("rejects", Behaviours.Reject);
            Add("accepts", Behaviours.Accept);
            Stage.Buyer.On("/redirected", Behaviours.Accept);
            Add("redirects", (connection, _) => connection.ReplyAsync(302, "", "text/plain", $"Location: {Stage.Buyer.Url}/redirected"));
            Stage.Config
                .Recipient("refused", $"http://127.0.0.1:{HostProgram.FreePort()}/nobody", Hasty)
                .Flow("refused", "refused")
                .Flow("fall", "{ waterfall: [resets, rejects, page, accepts] }");
            await Stage.StartAsync();
        }

        public async Task DisposeAsync() => await Stage.DisposeAsync();

        private void Add(string name, Func<BuyerConnection, BuyerRequest, Task> behaviour) => Stage.Config
            .Recipient(name, Stage.Buyer.On("/" + name, behaviour), Hasty, timeout: "{ connect: 1s, response: 2s, total: 3s }")
            .Flow(name, name);
    }
}
