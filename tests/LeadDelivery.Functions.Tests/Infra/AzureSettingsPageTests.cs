using System.Text.Json;
using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>docs/azure-settings.md has a line for every setting of the host's files, with the value it has there.</summary>
public sealed partial class AzureSettingsPageTests
{
    private static readonly string Page = WorkingCopy.Page("azure-settings.md");

    public static TheoryData<string, string, string> Settings
    {
        get
        {
            var settings = new TheoryData<string, string, string>();
            foreach (var (key, value) in Leaves("host.json"))
            {
                settings.Add("## host.json", key, value);
            }

            foreach (var (key, value) in Leaves("local.settings.sample.json").Where(setting => !IsSecret(setting.Key)))
            {
                settings.Add("## local.settings.sample.json", key, value);
            }

            foreach (var (key, value) in Leaves("infra", "host.durable-task-scheduler.json").Except(Leaves("host.json")))
            {
                settings.Add("## infra/host.durable-task-scheduler.json", key, value);
            }

            return settings;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_has_a_line_with_its_value(string section, string key, string value)
    {
        var lines = Section(section).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Contains(lines, line =>
        {
            var cells = line.Split('|');
            return cells[2].Trim() == $"`{value}`" && Code().Matches(cells[1]).Any(name => Names(name.Groups[1].Value, key, cells[1]));
        });
    }

    [Fact]
    public void Scheduler_differs_from_the_account_in_where_workflows_are_alone()
    {
        var differing = Leaves("infra", "host.durable-task-scheduler.json").Except(Leaves("host.json")).Select(setting => setting.Key);

        Assert.All(differing, key => Assert.Matches("hubName|storageProvider|DurableTask\\.AzureManaged", key));
    }

    [Fact]
    public void Errors_are_never_sampled_away()
    {
        var host = Leaves("host.json").ToDictionary();
        var excluded = host["logging.applicationInsights.samplingSettings.excludedTypes"].Split(';');

        Assert.Superset(new HashSet<string> { "Exception", "Trace" }, excluded.ToHashSet());
        Assert.All(host.Where(setting => setting.Key.StartsWith("logging.logLevel.", StringComparison.Ordinal)),
            level => Assert.Contains(level.Value, new[] { "Information", "Warning" }));
    }

    [Fact]
    public void Settings_that_the_deployment_makes_have_a_line()
    {
        var made = new[] { "main.bicep", "modules/function-app.bicep", "modules/scheduler.bicep" }
            .SelectMany(path => SettingName().Matches(File.ReadAllText(WorkingCopy.PathOf("infra", path))))
            .Select(name => name.Groups[1].Value);

        Assert.All(made, name => Assert.Contains($"`{name}`", Section("## The app's settings on Azure"), StringComparison.Ordinal));
    }

    private static bool IsSecret(string key) => key.EndsWith("OPERATOR_KEY", StringComparison.Ordinal);

    private static bool Names(string written, string key, string cell) =>
        written == key
        || key.EndsWith("." + written, StringComparison.Ordinal)
        || (written[0] == '…' && key.EndsWith("." + written[1..], StringComparison.Ordinal))
        || (cell.Contains("logLevel", StringComparison.Ordinal) && key == "logging.logLevel." + written);

    private static string Section(string heading) =>
        Regex.Match(Page, $@"(?ms)^{Regex.Escape(heading)}\n(.*?)(?=^## |\z)").Groups[1].Value;

    private static IEnumerable<KeyValuePair<string, string>> Leaves(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(WorkingCopy.PathOf(path)));
        return [.. Leaves(document.RootElement.Clone(), "")];
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject()
                .SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
            : [new(path, element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : element.ToString())];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?m)^ +([A-Z][A-Za-z]*_[A-Za-z_]+): ")]
    private static partial Regex SettingName();
}
