using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

public sealed class FolderNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_is_given_to_one_of_many_that_ask_at_the_same_instant()
    {
        const int Many = 8;
        Directory.CreateDirectory(_folder["out"]);
        for (var round = 0; round < 200; round++)
        {
            var target = Path.Combine(_folder["out"], $"{round}.csv");
            foreach (var i in Enumerable.Range(0, Many))
            {
                File.WriteAllText($"{target}.{i}.part", $"{i}");
            }

            using var together = new Barrier(Many);
            var given = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return FolderNames.Give($"{target}.{i}.part", target);
                },
                TaskCreationOptions.LongRunning)));
            Assert.Equal(Array.IndexOf(given, true), Array.LastIndexOf(given, true));
            Assert.Equal($"{Array.IndexOf(given, true)}", File.ReadAllText(target));
            Assert.False(File.Exists($"{target}.{Array.IndexOf(given, true)}.part"));
        }
    }

    [Fact]
    public void A_folder_keeps_its_name()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["part"], "leads");
        Assert.False(FolderNames.Give(_folder["part"], _folder["out"]));
        Assert.True(File.Exists(_folder["part"]));
    }

    [Fact]
    public void A_name_in_a_folder_that_went_away_is_an_error_and_not_a_taken_name()
    {
        File.WriteAllText(_folder["part"], "leads");
        Assert.ThrowsAny<IOException>(() => FolderNames.Give(_folder["part"], _folder["gone/leads.csv"]));
        Assert.True(File.Exists(_folder["part"]));
    }
}
