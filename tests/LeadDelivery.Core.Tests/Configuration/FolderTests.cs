using LeadDelivery.Core.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Configuration;

public sealed class FolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Yaml_files_of_the_known_folders_are_read_in_order()
    {
        Write("sources/a.yaml", "\uFEFFkey: x");
        Write("flows/b.yml", "plan: x");
        Write("flows/README.md", "no");
        Write("flows/.hidden.yaml", "no");
        Write("flows/deeper/c.yaml", "no");
        Write("notes/d.yaml", "no");

        var files = ConfigurationFolder.Read(_folder.Path);

        Assert.Equal([new("flows/b.yml", "plan: x"), new("sources/a.yaml", "key: x")], files.Items.AsEnumerable());
        Assert.Empty(files.Unreadable);
    }

    [Fact]
    public void A_missing_or_empty_folder_is_a_mistake()
    {
        Assert.Contains("no such folder", Assert.Single(ConfigurationFolder.Read(_folder["none"]).Unreadable).Message);
        Assert.Contains("no configuration found", Assert.Single(ConfigurationFolder.Read(_folder.Path).Unreadable).Message);
    }

    [Fact]
    public void What_cannot_be_read_is_among_the_mistakes_of_loading()
    {
        Write("flows/large.yaml", new string('#', ConfigurationFolder.MaxFileBytes + 1));
        Directory.CreateDirectory(_folder["recipients"]);
        File.WriteAllBytes(_folder["recipients/latin.yaml"], [0x6e, 0xe9, 0x0a]);

        var result = CatalogLoader.Load(ConfigurationFolder.Read(_folder.Path), new FakeSecrets());

        Assert.Equal(
            ["flows/large.yaml:0: (file): the file is larger than 1 MB", "recipients/latin.yaml:0: (file): the file is not UTF-8 text"],
            result.Mistakes.Select(m => m.ToString()));
    }

    [Fact]
    public void The_largest_file_allowed_is_read()
    {
        Write("flows/large.yaml", new string('#', ConfigurationFolder.MaxFileBytes));

        Assert.Equal(ConfigurationFolder.MaxFileBytes, Assert.Single(ConfigurationFolder.Read(_folder.Path).Items).Text.Length);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
    }
}
