using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Tests.Configuration;

/// <summary>A configuration around one file under test, with every file it needs to be good.</summary>
internal static class Loading
{
    public const string Source = "key: partner-key-1\n";
    public const string Flow = "plan: ok\n";
    public const string Recipient = "type: http\nendpoint:\n  url: https://buyer.example/leads\n";

    public static CatalogResult Load(params (string Path, string Text)[] files) => Load(new FakeSecrets(), files);

    public static CatalogResult Load(ISecretStore secrets, params (string Path, string Text)[] files)
    {
        (string Path, string Text)[] needed = [("sources/partner.yaml", Source), ("flows/one.yaml", Flow), ("recipients/ok.yaml", Recipient)];
        return CatalogLoader.Load(ConfigurationFiles.Of([.. files, .. needed.ExceptBy(files.Select(f => f.Path), f => f.Path)]), secrets);
    }

    public static Catalog Good(params (string Path, string Text)[] files) => Good(new FakeSecrets(), files);

    public static Catalog Good(ISecretStore secrets, params (string Path, string Text)[] files)
    {
        var result = Load(secrets, files);
        Assert.Empty(result.Mistakes);
        return result.Catalog!;
    }

    public static string[] Mistakes(params (string Path, string Text)[] files)
    {
        var result = Load(files);
        Assert.Null(result.Catalog);
        return [.. result.Mistakes.Select(m => m.ToString())];
    }

    public static Recipient RecipientOf(string text) => Good(("recipients/ok.yaml", text)).Recipients["ok"];

    public static Recipient RecipientWith((string Path, string Text)[] files, string text) =>
        Good([.. files, ("recipients/ok.yaml", text)]).Recipients["ok"];

    public static Flow FlowOf(string text) => Good(("flows/one.yaml", text)).Flows["one"];

    public static Source SourceOf(string text) => Good(("sources/partner.yaml", text)).Sources["partner"];
}

/// <summary>Secrets held in memory; counts how often each is asked for.</summary>
internal sealed class FakeSecrets(params (string Name, string Value)[] secrets) : ISecretStore
{
    public List<string> Asked { get; } = [];

    public string? Find(string name)
    {
        Asked.Add(name);
        return secrets.FirstOrDefault(s => s.Name == name).Value;
    }
}
