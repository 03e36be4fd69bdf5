using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeadDelivery.Core.Configuration;

/// <summary>One file of a configuration.</summary>
/// <param name="Path">Folder and name with '/', e.g. <c>flows/auto.yaml</c>.</param>
/// <param name="Text">Its whole text.</param>
public sealed record ConfigurationFile(string Path, string Text);

/// <summary>The texts a configuration is made of, as they were at one moment: what a version is.</summary>
public sealed class ConfigurationFiles
{
    private ConfigurationFiles(ImmutableArray<ConfigurationFile> items, ImmutableArray<Mistake> unreadable)
    {
        Items = items;
        Unreadable = unreadable;
        Version = Hash(items);
    }

    /// <summary>The files, by path in ordinal order.</summary>
    public ImmutableArray<ConfigurationFile> Items { get; }

    /// <summary>What could not be read from where these came from; loading reports it among its own mistakes.</summary>
    public ImmutableArray<Mistake> Unreadable { get; }

    /// <summary>What lies beside these and looks as if it were meant to be read too; it is, in loading, among the warnings.</summary>
    public ImmutableArray<Mistake> Ignored { get; private init; } = [];

    /// <summary>SHA-256 over the paths and texts, 64 hex digits. Secrets are not in the texts, so it may be shown.</summary>
    public string Version { get; }

    /// <summary>From files in any order. Of two with one path the first is kept.</summary>
    public static ConfigurationFiles Of(IEnumerable<ConfigurationFile> files, IEnumerable<Mistake>? unreadable = null) =>
        new(
            [.. files.DistinctBy(f => f.Path, StringComparer.Ordinal).OrderBy(f => f.Path, StringComparer.Ordinal)],
            [.. unreadable ?? []]);

    /// <summary>The same files, beside which others lie that are not read.</summary>
    internal ConfigurationFiles Beside(IEnumerable<Mistake> ignored) => new(Items, Unreadable) { Ignored = [.. ignored] };

    /// <summary>From paths and texts.</summary>
    public static ConfigurationFiles Of(params (string Path, string Text)[] files) =>
        Of(files.Select(f => new ConfigurationFile(f.Path, f.Text)));

    /// <summary>As one JSON document, <c>{"files":[{"path":…,"text":…}]}</c>; <see cref="FromJson"/> restores the same version.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("files");
            foreach (var file in Items)
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteString("text", file.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>From what <see cref="ToJson"/> wrote. Throws <see cref="JsonException"/> for anything else.</summary>
    public static ConfigurationFiles FromJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("files", out var files)
            || files.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("expected an object with the list `files`");
        }

        return Of(files.EnumerateArray().Select(file => new ConfigurationFile(Text(file, "path"), Text(file, "text"))));
    }

    private static string Text(JsonElement file, string name) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new JsonException($"expected the text `{name}` in each file");

    private static string Hash(ImmutableArray<ConfigurationFile> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in items)
        {
            Append(hash, file.Path);
            Append(hash, file.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths go in first, so that no two different lists of files give the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
