using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Tests.Configuration.Batches;

/// <summary>A configuration around one batch under test.</summary>
internal static class BatchLoading
{
    public const string Recipient = "type: batch\nprice: 12.50\n";
    public const string Required = "recipient: files\nformat: csv\ncolumns: { id: '{{lead.id}}' }\nto: { type: folder, path: out }\n";
    public const string HostKey = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    private static readonly FakeSecrets Secrets = new(
        ("PASSWORD", "pass-word-9"),
        ("SSH_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n"),
        ("ZIP", "zip-secret-9"));

    public static CatalogResult Load(string batch, params (string Path, string Text)[] files) => Loading.Load(
        Secrets,
        [("batches/daily.yaml", batch), .. files, .. new[] { ("recipients/files.yaml", Recipient) }.ExceptBy(files.Select(f => f.Path), f => f.Item1)]);

    public static Batch Good(string batch, params (string Path, string Text)[] files)
    {
        var result = Load(batch, files);
        Assert.Empty(result.Mistakes);
        return result.Catalog!.Batches["daily"];
    }

    /// <summary>A batch with the required keys, of which those given take the place.</summary>
    public static string With(string keys) =>
        string.Concat(Required.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !keys.Split('\n').Any(key => key.StartsWith(line[..(line.IndexOf(':') + 1)], StringComparison.Ordinal)))
            .Select(line => line + "\n")) + keys;

    public static string[] Mistakes(string batch, params (string Path, string Text)[] files)
    {
        var result = Load(batch, files);
        Assert.Null(result.Catalog);
        return [.. result.Mistakes.Select(m => m.ToString())];
    }

    public static string[] Warnings(string batch, params (string Path, string Text)[] files)
    {
        var result = Load(batch, files);
        Assert.Empty(result.Mistakes);
        return [.. result.Warnings.Select(m => m.ToString())];
    }
}
