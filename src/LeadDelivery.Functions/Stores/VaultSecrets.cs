using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure;
using Azure.Security.KeyVault.Secrets;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>Bounds of <see cref="VaultSecrets"/>.</summary>
public sealed record VaultSecretOptions
{
    /// <summary>
    /// Age from which <see cref="VaultSecrets.RefreshAsync"/> asks for a secret again, 5 minutes: a rotated password is in use soon, and a
    /// hundred secrets are two thousand requests an hour where the vault takes four thousand in ten seconds.
    /// </summary>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Secrets asked for at once, 8: a start with a hundred of them waits for thirteen answers, not for a hundred.</summary>
    public int AtOnce { get; init; } = 8;
}

/// <summary>
/// Secrets from the environment, then from Key Vault, where <c>FOO_BAR</c> is called <c>FOO-BAR</c>. What the vault said is kept in
/// memory: <see cref="LoadAsync"/> asks before a configuration is read, <see cref="Find"/> waits for the vault only for a name it does
/// not know. Thread-safe.
/// </summary>
/// <param name="vault">The vault; null where the app has none.</param>
public sealed partial class VaultSecrets(SecretClient? vault, VaultSecretOptions options, TimeProvider time) : ISecretStore
{
    private readonly EnvironmentSecrets environment = new();
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a secret that was asked for is not there, by its name in the vault; never a value.</summary>
    public IReadOnlyDictionary<string, string> Problems =>
        known.Where(one => one.Value.Problem is not null).ToDictionary(one => one.Key, one => one.Value.Problem!);

    /// <inheritdoc />
    public string? Find(string name)
    {
        if (environment.Find(name) is { } set)
            return set;
        if (vault is null || VaultName(name) is not { } asked)
            return null;
        if (known.TryGetValue(asked, out var found) && found.IsAnswer)
            return found.Value;
        return Ask(vault, asked).Value;
    }

    /// <summary>Asks for every secret that the files name with <c>${NAME}</c> and that is not known yet.</summary>
    public Task LoadAsync(ConfigurationFiles files, CancellationToken cancellation)
    {
        var names = files.Items.SelectMany(file => Named().Matches(file.Text)).Select(match => match.Groups[1].Value)
            .Distinct(StringComparer.Ordinal)
            .Where(name => environment.Find(name) is null)
            .Select(VaultName).OfType<string>()
            .Where(name => !known.TryGetValue(name, out var found) || !found.IsAnswer);
        return AskAllAsync(names, cancellation);
    }

    /// <summary>
    /// Asks again for what is older than <see cref="VaultSecretOptions.RefreshAfter"/>. True where a value is another than before: the
    /// configuration in force is then to be read again. A vault that does not answer changes nothing.
    /// </summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        var old = known.Where(one => time.GetUtcNow() - one.Value.At >= options.RefreshAfter).ToList();
        await AskAllAsync(old.Select(one => one.Key), cancellation);
        return old.Any(one => known[one.Key].Value != one.Value.Value);
    }

    private Task AskAllAsync(IEnumerable<string> names, CancellationToken cancellation) => vault is null
        ? Task.CompletedTask
        : Parallel.ForEachAsync(
            names.Distinct(StringComparer.OrdinalIgnoreCase),
            new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellation },
            async (name, stop) => await AskAsync(vault, name, stop));

    private Known Ask(SecretClient asked, string name)
    {
        try
        {
            return known[name] = Answer(asked.GetSecret(name).Value);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            return known[name] = Refusal(name, error);
        }
    }

    private async Task AskAsync(SecretClient asked, string name, CancellationToken cancellation)
    {
        try
        {
            known[name] = Answer((await asked.GetSecretAsync(name, cancellationToken: cancellation)).Value);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            known[name] = Refusal(name, error);
        }
    }

    private Known Answer(KeyVaultSecret secret) => new(secret.Value, null, IsAnswer: true, time.GetUtcNow());

    private static bool IsRefusal(Exception error) =>
        error is RequestFailedException or AggregateException or Azure.Identity.AuthenticationFailedException;

    private Known Refusal(string name, Exception error)
    {
        var failed = error as RequestFailedException;
        var problem = failed?.Status switch
        {
            404 => $"the vault has no secret {name}",
            401 or 403 when failed.Message.Contains("SecretDisabled", StringComparison.Ordinal) =>
                $"the secret {name} is disabled in the vault",
            401 or 403 => $"the app may not read the secret {name}: its identity needs the role Key Vault Secrets User",
            _ => null,
        };
        if (problem is not null)
            return new(null, problem, IsAnswer: true, time.GetUtcNow());

        // No answer is none: what was known stays in use, and the next call asks again.
        return known.TryGetValue(name, out var before) && before.IsAnswer
            ? before with { At = time.GetUtcNow() }
            : new(null, $"the vault did not answer for the secret {name}", IsAnswer: false, time.GetUtcNow());
    }

    /// <summary>The name in the vault, which takes letters, digits and '-', 127 at most; null where there can be none.</summary>
    private static string? VaultName(string name) =>
        name.Length is > 0 and <= 127 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name.Replace('_', '-') : null;

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_-]*)\}")]
    private static partial Regex Named();

    /// <param name="IsAnswer">False where the vault said nothing.</param>
    private sealed record Known(string? Value, string? Problem, bool IsAnswer, DateTimeOffset At);
}
