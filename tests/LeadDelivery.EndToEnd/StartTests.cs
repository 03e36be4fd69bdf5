using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Wrong starts: what is wrong is said, all of it, and nothing is started.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Bad_configuration_exits_2_and_names_every_mistake()
    {
        await using var stage = new Stage();
        stage.Config
            .Write("recipients/ok.yaml", "type: http\nendpoint:\n  url: 17\n  metod: POST\n")
            .Write("flows/one.yaml", "plan: { waterfall: [nobody] }\nwhen: \"state in [\"\n");

        var ended = await HostProgram.RunAsync(stage.Setup.Arguments("http://127.0.0.1:" + HostProgram.FreePort()));

        Assert.Equal(2, ended.ExitCode);
        Assert.All(
            ["ok.yaml:3", "ok.yaml:4", "metod", "one.yaml:1", "nobody", "one.yaml:2"],
            mistake => Assert.Contains(mistake, ended.Errors, StringComparison.Ordinal));
        Assert.False(Directory.Exists(stage.Data));
    }

    [Fact]
    public async Task Missing_secret_exits_2_and_names_it()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", "https://buyer.example/leads", "price: 1").Flow("one", "buyer")
            .Write("sources/other.yaml", "name: Other\nkey: ${NO_SUCH_SECRET}\n");

        var ended = await HostProgram.RunAsync(stage.Setup.Arguments("http://127.0.0.1:" + HostProgram.FreePort()));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("NO_SUCH_SECRET", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("other.yaml:2", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--urls=monkeys", "monkeys")]
    [InlineData("--config=/no/such/folder", "/no/such/folder")]
    public async Task Bad_option_exits_2_and_is_named(string option, string named)
    {
        using var folder = new TemporaryFolder();

        var ended = await HostProgram.RunAsync([$"--data={folder.Combine("data")}", option]);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(named, ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Combine("data")));
    }

    [Fact]
    public async Task Several_bad_options_are_all_named()
    {
        using var folder = new TemporaryFolder();

        var ended = await HostProgram.RunAsync([$"--data={folder.Combine("data")}", "--urls=monkeys", "--config=/no/such/folder"]);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("monkeys", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("/no/such/folder", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_process_on_one_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        await stage.StartAsync();

        var second = await HostProgram.RunAsync(stage.Setup.Arguments("http://127.0.0.1:" + HostProgram.FreePort()));

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(stage.Data, second.Errors, StringComparison.Ordinal);
        Assert.Equal("success", (await stage.Api.SubmitAsync("one")).Outcome);
    }

    [Fact]
    public async Task Private_address_is_not_reached_unless_allowed()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept), "retry: { attempts: 1 }").Flow("one", "buyer");
        var host = await stage.StartAsync(stage.Setup with
        {
            AllowPrivateNetwork = false,
            Environment = new() { ["LEADDELIVERY_ALLOW_PRIVATE_NETWORK"] = "0" },
        });

        Assert.Equal("error", (await host.Api.SubmitAsync("one")).Outcome);
        Assert.Empty(stage.Buyer.At("/accept"));
    }
}
