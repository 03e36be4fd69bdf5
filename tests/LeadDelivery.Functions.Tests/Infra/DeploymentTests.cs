using System.Text.Json;
using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;
using YamlDotNet.Serialization;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>What the deployment promises: who may do what, what is on and off, and that its parts speak of the same things.</summary>
public sealed partial class DeploymentTests
{
    private static readonly BicepFolder Folder = BicepFolder.Read(WorkingCopy.PathOf("infra"));

    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["blobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["blobDataContributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["queueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["tableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["vaultSecretsUser"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["vaultSecretsOfficer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["metricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["dataContributor"] = "0ad04412-c4d5-4796-b79c-f76d14c8d402",
    };

    [Fact]
    public void Roles_are_the_built_in_ones_they_are_named_after()
    {
        var named = Folder.Texts.Values.SelectMany(text => RoleName().Matches(text)).ToList();

        Assert.All(named, role => Assert.Equal(Roles[role.Groups["name"].Value], role.Groups["id"].Value));
        Assert.Equal(Roles.Keys.Order(), named.Select(role => role.Groups["name"].Value).Distinct().Order());
        Assert.Equal(named.Count, Folder.Files.Sum(file => Id().Count(Folder.Texts[file.Path])));
    }

    [Fact]
    public void Role_assignments_are_named_by_who_what_and_where() =>
        Assert.All(
            Folder.Files.SelectMany(file => file.Of("resource"))
                .Where(resource => resource.Target.StartsWith("Microsoft.Authorization/", StringComparison.Ordinal)),
            assignment =>
            {
                var scope = assignment.Properties["scope"][0].Text;
                var role = BicepObject.Read(assignment.Properties["properties"]);
                var name = string.Concat(assignment.Properties["name"].Select(token => token.Text));
                Assert.Equal($"guid({scope}.id,{role["principalId"][0].Text},{role["roleDefinitionId"][^2].Text})", name);
            });

    [Theory]
    [InlineData("host-storage")]
    [InlineData("data-storage")]
    [InlineData("drops")]
    public void Storage_takes_identities_only(string module)
    {
        var properties = Account(module);

        Assert.Equal("false", properties["allowSharedKeyAccess"]);
        Assert.Equal("false", properties["allowBlobPublicAccess"]);
        Assert.Equal("TLS1_2", properties["minimumTlsVersion"]);
    }

    [Fact]
    public void Sftp_and_versions_are_in_accounts_apart()
    {
        Assert.Equal("true", Account("drops")["isHnsEnabled"]);
        Assert.Equal("!empty(drops)", Account("drops")["isSftpEnabled"]);
        Assert.DoesNotContain("isVersioningEnabled", Folder.Texts["modules/drops.bicep"], StringComparison.Ordinal);
        Assert.Contains("isVersioningEnabled: true", Folder.Texts["modules/data-storage.bicep"], StringComparison.Ordinal);
        Assert.DoesNotContain("isHnsEnabled", Account("data-storage").Keys);
    }

    [Fact]
    public void Buyer_signs_in_with_a_key_and_sees_its_own_container_alone()
    {
        var user = Flat(Properties("modules/drops.bicep", "users"));
        var scope = Assert.Single(Scopes().Matches(Folder.Texts["modules/drops.bicep"]));

        Assert.Equal("false", user["hasSshPassword"]);
        Assert.Equal("false", user["hasSharedKey"]);
        Assert.Equal("containers[i].name", user["homeDirectory"]);
        Assert.Equal("containers[i].name", scope.Groups["container"].Value);
    }

    [Fact]
    public void App_runs_isolated_on_flex_consumption_with_warm_instances()
    {
        var text = Folder.Texts["modules/function-app.bicep"];

        Assert.Contains("name: 'FC1'", text, StringComparison.Ordinal);
        Assert.Contains("name: 'dotnet-isolated'\n        version: '10.0'", text, StringComparison.Ordinal);
        Assert.Equal(["durable", "http"], Warm().Matches(text).Select(warm => warm.Groups["group"].Value).Order());
        Assert.Contains("AzureWebJobsStorage__accountName:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey", string.Concat(Folder.Texts.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success-rate")]
    [InlineData("response-time")]
    [InlineData("circuit-open")]
    [InlineData("batch-late")]
    [InlineData("queue-depth")]
    public void Alert_is_there(string name) =>
        Assert.Matches($@"name: '(\$\{{prefix\}}-)?{name}'", Folder.Texts["modules/alerts.bicep"]);

    [Fact]
    public void Alerts_read_the_line_that_the_host_writes()
    {
        var logging = File.ReadAllText(WorkingCopy.PathOf("src", "LeadDelivery.Embedded", "Hosting", "HostLogging.cs"));
        var template = HostLine().Match(logging).Value;
        var pattern = Regex.Matches(Folder.Texts["queries/alert-lines.kql"], "\"([^\"]+)\" ([a-z]+)")
            .Aggregate("", (line, part) => $"{line}{part.Groups[1].Value}{{{part.Groups[2].Value}}}");

        Assert.Equal(
            template.Replace("{Alert}", "{text}", StringComparison.Ordinal), pattern, ignoreCase: true);
    }

    [Fact]
    public void Kinds_that_alerts_ask_for_are_kinds_that_there_are()
    {
        var known = KindRow().Matches(WorkingCopy.Page("protecting-recipients.md")).SelectMany(row => Code().Matches(row.Value))
            .Select(kind => kind.Groups[1].Value).Append("batch_late").ToHashSet(StringComparer.Ordinal);
        var asked = Kind().Matches(Folder.Texts["modules/alerts.bicep"]).SelectMany(rule => Quoted().Matches(rule.Value))
            .Select(kind => kind.Groups[1].Value).ToList();

        Assert.Equal(8, asked.Count);
        Assert.All(asked, kind => Assert.Contains(kind, known));
    }

    [Fact]
    public void Workbook_asks_what_the_alerts_ask()
    {
        using var workbook = JsonDocument.Parse(Folder.Texts["workbooks/operators.json"]);
        var queries = workbook.RootElement.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("type").GetInt32() == 3)
            .Select(item => item.GetProperty("content").GetProperty("query").GetString()!)
            .ToList();

        Assert.Equal(8, queries.Count);
        Assert.Equal(2, queries.Count(query => Starts(query, "alert-lines")));
        Assert.Single(queries, query => Starts(query, "workflow-faults"));
    }

    [Fact]
    public void Drops_are_well_formed_and_each_there_once()
    {
        using var drops = JsonDocument.Parse(Folder.Texts["drops.json"]);
        var all = drops.RootElement.EnumerateArray()
            .Select(drop => (
                Name: drop.GetProperty("name").GetString()!,
                User: drop.GetProperty("user").GetString()!,
                Key: drop.GetProperty("publicKey").GetString()!))
            .ToList();

        Assert.All(all, drop => Assert.Matches("^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", drop.Name));
        Assert.All(all, drop => Assert.Matches("^[a-z0-9.]{3,64}$", drop.User));
        Assert.All(all, drop => Assert.StartsWith("ssh-", drop.Key, StringComparison.Ordinal));
        Assert.Equal(all.Count, all.DistinctBy(drop => drop.Name).Count());
        Assert.Equal(all.Count, all.DistinctBy(drop => drop.User).Count());
    }

    [Fact]
    public void Azd_deploys_this_app_with_these_templates()
    {
        var text = File.ReadAllText(WorkingCopy.PathOf("azure.yaml"));
        var azd = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
        var infra = (Dictionary<object, object>)azd["infra"];
        var api = (Dictionary<object, object>)((Dictionary<object, object>)azd["services"])["api"];

        Assert.True(File.Exists(WorkingCopy.PathOf($"{infra["path"]}", $"{infra["module"]}.bicepparam")));
        Assert.Equal("src/LeadDelivery.Functions", api["project"]);
        Assert.Equal("dotnet", api["language"]);
        Assert.Equal("function", api["host"]);
        Assert.Contains("'azd-service-name': 'api'", Folder.Texts["modules/function-app.bicep"], StringComparison.Ordinal);
    }

    private static bool Starts(string query, string with) =>
        query.StartsWith(Folder.Texts[$"queries/{with}.kql"].TrimEnd(), StringComparison.Ordinal);

    private static Dictionary<string, string> Account(string module) => Flat(Properties($"modules/{module}.bicep", "account"));

    private static IReadOnlyDictionary<string, IReadOnlyList<BicepToken>> Properties(string path, string resource) =>
        BicepObject.Read(Folder.Bicep(path).Of("resource").Single(declaration => declaration.Name == resource).Properties["properties"]);

    private static Dictionary<string, string> Flat(IReadOnlyDictionary<string, IReadOnlyList<BicepToken>> properties) =>
        properties.ToDictionary(property => property.Key, property => string.Concat(property.Value.Select(token => token.Text)));

    [GeneratedRegex("var (?<name>[a-zA-Z]+) = '(?<id>[0-9a-f]{8}-[0-9a-f-]{27})'")]
    private static partial Regex RoleName();

    [GeneratedRegex("'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'")]
    private static partial Regex Id();

    [GeneratedRegex(@"service: 'blob'\s+resourceName: (?<container>\S+)")]
    private static partial Regex Scopes();

    [GeneratedRegex(@"\{ name: '(?<group>[a-z]+)', instanceCount: sizes\.\k<group>AlwaysReady \}")]
    private static partial Regex Warm();

    [GeneratedRegex("Alert \\{Kind\\}[^\"]+")]
    private static partial Regex HostLine();

    [GeneratedRegex("(?m)^\\| `[a-z_`, ]+` \\|.*$")]
    private static partial Regex KindRow();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"where kind (in|==) [^\n]+")]
    private static partial Regex Kind();

    [GeneratedRegex("\"([a-z_]+)\"")]
    private static partial Regex Quoted();
}
