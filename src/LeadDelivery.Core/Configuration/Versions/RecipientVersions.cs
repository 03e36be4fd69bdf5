using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>A version of the configuration that changed a recipient.</summary>
/// <param name="Version">The configuration's version.</param>
/// <param name="Hash">SHA-256 of the recipient's file, 64 hex digits; null where the version removed it.</param>
/// <param name="AdoptedAt">When it came into force.</param>
/// <param name="Who">Who put it in force.</param>
/// <param name="IsCurrent">True where the recipient is in force as it is there.</param>
public sealed record RecipientVersion(string Version, string? Hash, DateTimeOffset AdoptedAt, string Who, bool IsCurrent);

/// <summary>One value that differs.</summary>
/// <param name="Path">Key path, <c>endpoint.url</c>.</param>
/// <param name="From">Before; null where it was not there.</param>
/// <param name="To">After; null where it is not there.</param>
public sealed record RecipientChange(string Path, string? From, string? To);

/// <summary>How two versions of a recipient differ, secrets blanked.</summary>
/// <param name="Changes">By key path, in the files' order.</param>
/// <param name="Text">As <c>diff -u</c> shows it; empty where nothing differs.</param>
public sealed record RecipientDiff(ImmutableArray<RecipientChange> Changes, string Text);

/// <summary>The history of a recipient's file, from the stored versions of the configuration and the record of who changed it.</summary>
public sealed class RecipientVersions(IRecordStore records, ISecretStore secrets)
{
    /// <summary>Most changes of the configuration looked at: each is a record of its own to read, months of work in all.</summary>
    public const int MaxChanges = 200;

    /// <summary>Most operations read to find them.</summary>
    private const int MaxOperations = 2_000;

    /// <summary>The versions that changed the recipient, newest first, as far back as <see cref="MaxChanges"/> go.</summary>
    public async Task<ImmutableArray<RecipientVersion>> ListAsync(string recipient, CancellationToken cancellation)
    {
        var changes = await ChangesAsync(cancellation);
        var hashes = new Dictionary<string, string?>(StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<RecipientVersion>();
        string? current = null;
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var hash = await HashAsync(change.To);
            current = i == 0 ? hash : current;
            if (hash != (change.From is null ? null : await HashAsync(change.From)))
            {
                found.Add(new(change.To, hash, change.At, change.Who, found.Count == 0 && hash is not null && hash == current));
            }
        }

        return found.DrainToImmutable();

        async ValueTask<string?> HashAsync(string version)
        {
            if (!hashes.TryGetValue(version, out var hash))
            {
                var text = await FileAsync(version, recipient, cancellation);
                hash = text.Text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text)));
                hashes.Add(version, hash);
            }

            return hash;
        }
    }

    /// <summary>How a recipient differs between two versions; null where one of them was never in force here, or neither has it.</summary>
    public async Task<RecipientDiff?> DiffAsync(string recipient, string from, string to, CancellationToken cancellation)
    {
        var (isFromKnown, before) = await FileAsync(from, recipient, cancellation);
        var (isToKnown, after) = await FileAsync(to, recipient, cancellation);
        if (!isFromKnown || !isToKnown || (before is null && after is null))
        {
            return null;
        }

        var old = SecretBlanks.Of(recipient, before ?? "", secrets);
        var changed = SecretBlanks.Of(recipient, after ?? "", secrets);
        var (olds, news) = (old.Values.ToDictionary(v => v.Key, v => v.Value), changed.Values.ToDictionary(v => v.Key, v => v.Value));
        var changes = old.Values.Select(v => v.Key).Concat(changed.Values.Select(v => v.Key).Where(path => !olds.ContainsKey(path)))
            .Select(path => new RecipientChange(path, olds.GetValueOrDefault(path), news.GetValueOrDefault(path)))
            .Where(change => change.From != change.To);
        return new([.. changes], UnifiedDiff.Of(old.Text, changed.Text, Name(from), Name(to)));

        string Name(string version) => $"recipients/{recipient}.yaml {version[..Math.Min(12, version.Length)]}";
    }

    private async Task<List<(DateTimeOffset At, string Who, string? From, string To)>> ChangesAsync(CancellationToken cancellation)
    {
        var changes = new List<(DateTimeOffset, string, string?, string)>();
        var query = new RecordQuery(CatalogHolder.OperationsPartition, Descending: true, Limit: MaxOperations);
        await foreach (var record in records.QueryAsync(query, cancellation))
        {
            using var document = JsonDocument.Parse(record.Body);
            var operation = document.RootElement;
            if (operation.GetProperty("what").GetString() != "configuration")
            {
                continue;
            }

            changes.Add((
                operation.GetProperty("at").GetDateTimeOffset(), operation.GetProperty("who").GetString()!,
                operation.GetProperty("from").GetString(), operation.GetProperty("to").GetString()!));
            if (changes.Count == MaxChanges)
            {
                break;
            }
        }

        return changes;
    }

    /// <summary>Whether the version was in force here, and the recipient's file in it.</summary>
    private async Task<(bool IsKnown, string? Text)> FileAsync(string version, string recipient, CancellationToken cancellation)
    {
        if (version.Length != 64 || await records.GetAsync(CatalogVersions.Partition, version, cancellation) is not { } record)
        {
            return (false, null);
        }

        string[] names = [$"recipients/{recipient}.yaml", $"recipients/{recipient}.yml"];
        using var document = JsonDocument.Parse(record.Body);
        foreach (var file in document.RootElement.GetProperty("files").EnumerateArray())
        {
            if (names.Any(name => file.GetProperty("path").ValueEquals(name)))
            {
                return (true, file.GetProperty("text").GetString());
            }
        }

        return (true, null);
    }
}
