using System.Text.RegularExpressions;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches;

/// <summary>docs/batches.md holds a recipe for each transport, and every one of them loads without a mistake or a warning.</summary>
public sealed partial class BatchesPageTests
{
    private static readonly string Page = WorkingCopy.Page("batches.md");

    [Fact]
    public void Recipes_of_the_page_load_together()
    {
        var files = Fences().Matches(Page).Select(fence => (Path: fence.Groups["path"].Value, Text: fence.Groups["yaml"].Value)).ToList();
        foreach (var batch in files.Where(file => file.Path.StartsWith("batches/", StringComparison.Ordinal)).ToList())
        {
            var recipient = $"recipients/{RecipientOf().Match(batch.Text).Groups["id"].Value}.yaml";
            if (files.TrueForAll(file => file.Path != recipient))
            {
                files.Add((recipient, "type: batch\n"));
            }
        }

        files.Add(("flows/one.yaml", "plan: legacy-buyer\n"));
        files.Add(("sources/one.yaml", "key: source-key-1\n"));
        var secrets = new FakeSecrets([.. Secret().Matches(Page).Select(secret => secret.Groups["name"].Value).Distinct().Select(name => (name, Value(name)))]);
        var result = Loading.Load(secrets, [.. files]);

        Assert.Empty(result.Mistakes);
        Assert.Empty(result.Warnings.Where(warning => warning.File.StartsWith("batches/", StringComparison.Ordinal)
            && !warning.ToString().Contains("no flow declares", StringComparison.Ordinal)));
        var types = result.Catalog!.Batches.Values.Select(batch => batch.To.GetType()).ToHashSet();
        Assert.Equal(
            [typeof(BlobDestination), typeof(EmailDestination), typeof(FolderDestination), typeof(FtpDestination), typeof(HttpDestination),
                typeof(S3Destination), typeof(SftpDestination)],
            types.OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    private static string Value(string name) => name.Contains("SSH", StringComparison.Ordinal)
        ? "-----BEGIN OPENSSH PRIVATE KEY-----\nMA==\n-----END OPENSSH PRIVATE KEY-----\n"
        : "secret-" + name;

    [GeneratedRegex(@"```yaml\n# (?<path>\S+)\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"(?m)^recipient: (?<id>\S+)$")]
    private static partial Regex RecipientOf();

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+)\}")]
    private static partial Regex Secret();
}
