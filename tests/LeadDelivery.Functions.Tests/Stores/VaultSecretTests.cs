using LeadDelivery.Core.Configuration;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class VaultSecretTests
{
    private const string Secret = "s3cret-of-the-buyer";
    private readonly FakeVault vault = new();
    private readonly ManualTimeProvider time = new();
    private readonly VaultSecrets secrets;

    public VaultSecretTests() => secrets = new VaultSecrets(vault, new VaultSecretOptions(), time);

    [Fact]
    public void Secret_is_found_under_the_vault_s_spelling_and_asked_for_once()
    {
        vault["BUYER-TOKEN"] = Secret;

        Assert.Equal(Secret, secrets.Find("BUYER_TOKEN"));
        Assert.Equal(Secret, secrets.Find("BUYER-TOKEN"));
        Assert.Equal(["BUYER-TOKEN"], vault.Asked);
    }

    [Fact]
    public void Environment_goes_before_the_vault()
    {
        vault["PATH"] = Secret;
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), secrets.Find("PATH"));
        Assert.Empty(vault.Asked);
    }

    [Fact]
    public async Task Secrets_that_files_name_are_asked_for_before_they_are_needed()
    {
        vault["A-KEY"] = Secret;
        vault["B-KEY"] = Secret;
        var files = ConfigurationFiles.Of(
            ("recipients/a.yaml", "key: ${A_KEY}\nother: Bearer ${B_KEY}"), ("flows/f.yaml", "x: '{{a}} ${A_KEY}'"));

        await secrets.LoadAsync(files, CancellationToken.None);
        await secrets.LoadAsync(files, CancellationToken.None);

        Assert.Equal(["A-KEY", "B-KEY"], vault.Asked.Order());
        Assert.Equal(Secret, secrets.Find("B_KEY"));
        Assert.Equal(2, vault.Asked.Count);
    }

    [Fact]
    public void Absent_and_forbidden_are_told_apart()
    {
        Assert.Null(secrets.Find("NOT_THERE"));
        vault.Fault = (403, "Forbidden");
        Assert.Null(secrets.Find("NOT_MINE"));

        Assert.Equal("the vault has no secret NOT-THERE", secrets.Problems["NOT-THERE"]);
        Assert.Contains("may not read the secret NOT-MINE", secrets.Problems["NOT-MINE"], StringComparison.Ordinal);
        Assert.Contains("Key Vault Secrets User", secrets.Problems["NOT-MINE"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotated_secret_is_seen_by_the_refresh_once_it_is_old()
    {
        vault["KEY"] = Secret;
        secrets.Find("KEY");
        vault["KEY"] = "another";

        Assert.False(await secrets.RefreshAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await secrets.RefreshAsync(CancellationToken.None));
        Assert.Equal("another", secrets.Find("KEY"));
        Assert.False(await secrets.RefreshAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Vault_that_does_not_answer_leaves_what_is_known_in_use()
    {
        vault["KEY"] = Secret;
        secrets.Find("KEY");
        vault.Fault = (503, "ServiceUnavailable");
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await secrets.RefreshAsync(CancellationToken.None));
        Assert.Equal(Secret, secrets.Find("KEY"));
        Assert.Empty(secrets.Problems);
    }

    [Fact]
    public void Name_that_the_vault_did_not_answer_for_is_asked_for_again()
    {
        vault["KEY"] = Secret;
        vault.Fault = (503, "ServiceUnavailable");
        Assert.Null(secrets.Find("KEY"));
        Assert.Contains("did not answer", secrets.Problems["KEY"], StringComparison.Ordinal);

        vault.Fault = null;
        Assert.Equal(Secret, secrets.Find("KEY"));
        Assert.Empty(secrets.Problems);
    }

    [Fact]
    public void Disabled_secret_is_told_from_a_forbidden_one()
    {
        vault["KEY"] = Secret;
        vault.Fault = (403, "SecretDisabled");
        Assert.Null(secrets.Find("KEY"));
        Assert.Equal("the secret KEY is disabled in the vault", secrets.Problems["KEY"]);
    }

    [Fact]
    public void Names_that_a_vault_cannot_have_are_not_asked_for()
    {
        Assert.Null(secrets.Find("a.b"));
        Assert.Null(secrets.Find(new string('a', 128)));
        Assert.Empty(vault.Asked);
    }

    [Fact]
    public void Without_a_vault_there_is_the_environment_alone() =>
        Assert.Null(new VaultSecrets(null, new VaultSecretOptions(), time).Find("NOT_THERE_AT_ALL"));
}
