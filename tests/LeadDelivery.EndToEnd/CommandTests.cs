using System.Text.Json.Nodes;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The commands that try a configuration without serving it.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Check_accepts_the_quickstart() =>
        Assert.Equal(0, (await HostProgram.RunAsync(["check", Path.Combine(Repository.Root, "samples", "quickstart")])).ExitCode);

    [Fact]
    public async Task Check_exits_2_and_names_the_mistake()
    {
        await using var stage = new Stage();
        stage.Config.Flow("one", "nobody");

        var ended = await HostProgram.RunAsync(["check", stage.Config.Path]);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("one.yaml:2", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_prints_the_request_and_sends_nothing()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");

        var ended = await HostProgram.RunAsync(["preview", stage.Config.Path, "buyer", await LeadFileAsync(stage)]);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(stage.Buyer.Url + "/accept", ended.Output, StringComparison.Ordinal);
        Assert.Contains("ann@example.com", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(HostSetup.BuyerToken, ended.Output, StringComparison.Ordinal);
        Assert.Empty(stage.Buyer.At("/accept"));
    }

    [Fact]
    public async Task Send_delivers_one_lead_and_prints_the_aggregate()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");

        var ended = await HostProgram.RunAsync(["send", stage.Config.Path, "one", await LeadFileAsync(stage), "--allow-private-network"]);

        Assert.True(ended.ExitCode == 0, ended.Errors + ended.Output);
        Assert.Equal("success", JsonNode.Parse(ended.Output)!["outcome"]!.GetValue<string>());
        Assert.Single(stage.Buyer.At("/accept"));
    }

    private static async Task<string> LeadFileAsync(Stage stage)
    {
        var file = stage.Combine("lead.json");
        await File.WriteAllTextAsync(file, Api.Lead);
        return file;
    }
}
