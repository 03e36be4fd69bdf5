using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>The templates are whole, as far as can be told without a compiler; and the check would tell if they were not.</summary>
public sealed class BicepFolderTests
{
    private static readonly BicepFolder Folder = BicepFolder.Read(WorkingCopy.PathOf("infra"));

    [Fact]
    public void Templates_have_no_mistake() => Assert.Empty(Folder.Mistakes());

    [Theory]
    [InlineData("main.bicep", "modules/vault.bicep", "modules/vaults.bicep", "does not exist")]
    [InlineData("main.bicep", "    undeleteDays: sizes.undeleteDays\n", "", "is not given undeleteDays")]
    [InlineData("main.bicep", "    planName: ", "    plan: ", "has no parameter plan")]
    [InlineData("main.bicep", "vault.outputs.uri", "vault.outputs.url", "vault.outputs.url does not exist")]
    [InlineData("main.bicep", "settings: union(", "settings: onion(", "onion is not declared")]
    [InlineData("main.bicep", "email: alertEmail", "email: ''", "alertEmail is not used")]
    [InlineData("main.bicep", "  scope: group\n  name: 'vault'", "  name: 'vault'", "vault has no scope")]
    [InlineData("main.bicep", "import { Sizes } from", "import { Size } from", "exports no Size")]
    [InlineData("main.prod.bicepparam", "param sizes = prod\n", "", "is not given sizes")]
    [InlineData("main.prod.bicepparam", "param sizes", "param size", "has no parameter size")]
    [InlineData("main.dev.bicepparam", "drops.json", "drop.json", "drop.json does not exist")]
    [InlineData("modules/drops.bicep", "localUsers@2025-01-01", "localUsers@latest", "is no type and version")]
    [InlineData("modules/vault.bicep", "vaults@2024-11-01", "vaults@2023-07-01", "has two versions")]
    [InlineData("modules/drops.bicep", "  parent: blobs\n", "", "containers has no parent")]
    [InlineData("modules/alerts.bicep", "queries/api-slow.kql", "queries/slow.kql", "slow.kql does not exist")]
    public void Mistake_in_a_template_is_told(string path, string found, string replacement, string told)
    {
        var broken = Folder.With(path, found, replacement);

        Assert.Contains(broken.Mistakes(), mistake => mistake.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("param a string = 'b", "a string has no end")]
    [InlineData("param a string = '${b", "an interpolation has no end")]
    [InlineData("var a = [1, 2", "a bracket has no end")]
    [InlineData("var a = { b: [1 } ]", "closes nothing")]
    [InlineData("var a = 'x\\y'", "escape")]
    [InlineData("var a = b ; c", "is not Bicep")]
    [InlineData("parameter a string", "declares nothing")]
    public void Text_that_is_no_Bicep_is_refused(string source, string told)
    {
        var error = Assert.Throws<FormatException>(() => BicepFile.Read("a.bicep", source));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused() => Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
    {
        try
        {
            return BicepLexer.Read(text.Get).Count <= text.Get.Length;
        }
        catch (FormatException)
        {
            return true;
        }
    }));

    [Fact]
    public void Property_that_is_there_twice_is_refused() =>
        Assert.Throws<FormatException>(
            () => Folder.With("modules/vault.bicep", "  tags: tags\n", "  tags: tags\n  tags: tags\n").Mistakes().ToList());
}
