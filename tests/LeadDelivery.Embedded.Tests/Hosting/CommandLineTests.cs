using System.Text.Json.Nodes;
using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Hosting;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private static string Sample => Path.Combine(AppContext.BaseDirectory, "samples", "quickstart");

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task Wrong_options_exit_2_naming_all_and_make_no_data_folder()
    {
        var data = Path.Combine(_folder.Path, "data");

        Assert.Equal(2, await RunAsync("--nonsense", "--urls=monkeys", "--config=/no/such/folder", $"--data={data}"));

        Assert.All(["--nonsense", "monkeys", "/no/such/folder"], named => Assert.Contains(named, _errors.ToString(), StringComparison.Ordinal));
        Assert.False(Directory.Exists(data));
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("check")]
    [InlineData("preview", "a")]
    [InlineData("send", "a", "b")]
    [InlineData("frobnicate")]
    public async Task Incomplete_or_unknown_command_exits_2(params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));
        Assert.NotEmpty(_errors.ToString());
    }

    [Fact]
    public async Task Check_of_the_quickstart_is_0_with_a_summary()
    {
        Assert.Equal(0, await RunAsync("check", Sample));
        Assert.Contains("sources 1, flows 1, recipients 4", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public async Task Check_of_a_bad_configuration_is_2_with_every_mistake()
    {
        Write("flows/one.yaml", "plan: { waterfall: [nobody] }\nwait: forever\n");

        Assert.Equal(2, await RunAsync("check", _folder.Path));
        Assert.Contains("flows/one.yaml:1", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("flows/one.yaml:2", _errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Preview_prints_the_request()
    {
        Assert.Equal(0, await RunAsync("preview", Sample, "steady-buyer", LeadFile("""{"email":"jane@example.com","first_name":"Jane"}""")));

        var lines = _output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("POST http://127.0.0.1:7071/sandbox/accept", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("X-Idempotency-Key: ", StringComparison.Ordinal));
        Assert.Contains("Content-Type: application/json", lines);
        Assert.Equal("Jane", (string?)JsonNode.Parse(lines[Array.IndexOf(lines, "") + 1])!["applicant"]!["firstName"]);
    }

    [Fact]
    public async Task Preview_names_what_is_unknown_and_what_keeps_the_request_from_being_made()
    {
        Assert.Equal(2, await RunAsync("preview", Sample, "nobody", LeadFile("""{"a":1}""")));
        Assert.Contains("steady-buyer", _errors.ToString(), StringComparison.Ordinal);

        Assert.Equal(2, await RunAsync("preview", Sample, "steady-buyer", LeadFile("{\n\"a\" 1}")));
        Assert.Contains("lead.json:2:5", _errors.ToString(), StringComparison.Ordinal);

        Write("recipients/needy.yaml", "type: http\nendpoint: { url: \"{{lead.target}}\" }\n");
        Assert.Equal(1, await RunAsync("preview", _folder.Path, "needy", LeadFile("""{"b":1}""")));
    }

    [Fact]
    public async Task Send_delivers_to_the_sandbox_and_prints_the_aggregate()
    {
        var lead = LeadFile("""{"email":"jane@example.com","phone_1":"5125550143","state":"TX"}""");

        Assert.Equal(0, await RunAsync("send", Sample, "quickstart", lead));

        var aggregate = JsonNode.Parse(_output.ToString())!;
        Assert.Equal("success", (string?)aggregate["outcome"]);
        Assert.Equal(45.00m, aggregate["price"]!.GetValue<decimal>());
        Assert.Equal(["failure", "success", "success"], aggregate["deliveries"]!.AsArray().Select(d => (string?)d!["outcome"]).Order());
    }

    [Fact]
    public async Task Send_of_a_lead_that_fails_the_rules_is_1_with_the_reasons()
    {
        Assert.Equal(1, await RunAsync("send", Sample, "quickstart", LeadFile("""{"email":"jane@example.com"}""")));
        Assert.Contains("phone_1", (string?)JsonNode.Parse(_output.ToString())!["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_to_an_unknown_flow_is_2()
    {
        Assert.Equal(2, await RunAsync("send", Sample, "nowhere", LeadFile("""{"a":1}""")));
        Assert.Contains("quickstart", _errors.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, _output, _errors);

    private string LeadFile(string json) => Write("lead.json", json);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
