using System.Text;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class BlobDropTests
{
    private readonly FakeStorage _storage = new();
    private readonly BlobDrops _drops;

    public BlobDropTests() => _drops = new(_storage.Container, new() { BlockSize = 8 });

    private FakeBlobContainer Drop => _storage.Container("acme");

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("eight by")]
    [InlineData("a file of several blocks, the last of them not full")]
    public async Task File_is_there_as_it_was_put(string text)
    {
        Assert.True(await PutAsync("in/leads.csv", text));

        Assert.Equal(text.Length, await _drops.LengthAsync("acme", "in/leads.csv", CancellationToken.None));
        using var reader = new StreamReader((await _drops.OpenAsync("acme", "in/leads.csv", CancellationToken.None))!);
        Assert.Equal(text, await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a file of several blocks, the last of them not full")]
    public async Task File_of_the_same_name_is_left_alone(string text)
    {
        Drop.Place("leads.csv", "the buyer's own");

        Assert.False(await PutAsync("leads.csv", text));
        Assert.Equal(15, await _drops.LengthAsync("acme", "leads.csv", CancellationToken.None));
    }

    [Theory]
    [InlineData("short", 4)]
    [InlineData("short", 6)]
    [InlineData("a file of several blocks", 23)]
    [InlineData("a file of several blocks", 25)]
    public async Task File_of_another_length_than_was_told_is_not_written(string text, int told)
    {
        await Assert.ThrowsAsync<IOException>(() => PutAsync("leads.csv", text, told));

        Assert.Empty(Drop.Names);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a file of several blocks")]
    public async Task Missing_container_is_made_by_a_file_and_is_empty_until_then(string text)
    {
        Drop.Vanish();
        Assert.Null(await _drops.LengthAsync("acme", "leads.csv", CancellationToken.None));
        Assert.Null(await _drops.OpenAsync("acme", "leads.csv", CancellationToken.None));
        Assert.Empty(await ListAsync(""));

        Assert.True(await PutAsync("leads.csv", text));
        Assert.Equal(text.Length, await _drops.LengthAsync("acme", "leads.csv", CancellationToken.None));
    }

    [Fact]
    public async Task Only_files_directly_under_a_folder_are_listed_in_the_order_of_their_names()
    {
        foreach (var name in new[] { "in/b.csv", "in/a.csv", "in/old/c.csv", "in-a.csv", "d.csv" })
        {
            Drop.Place(name, name);
        }

        Drop.Place("in/folder", "", new Dictionary<string, string> { ["hdi_isfolder"] = "true" });

        Assert.Equal(["a.csv", "b.csv"], (await ListAsync("in/")).Select(file => file.Name));
        Assert.Equal(["d.csv", "in-a.csv"], (await ListAsync("")).Select(file => file.Name));
        Assert.Equal(8, (await ListAsync("in/"))[0].Length);
        Assert.Null(await _drops.LengthAsync("acme", "in", CancellationToken.None));
    }

    [Fact]
    public async Task Storage_that_fails_is_a_fault_of_input_and_output_and_missing_rights_are_told_apart()
    {
        Drop.Pipeline.Refuse(50, 503);
        await Assert.ThrowsAsync<IOException>(() => PutAsync("leads.csv", "short"));
        await Assert.ThrowsAsync<IOException>(() => _drops.LengthAsync("acme", "leads.csv", CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => _drops.OpenAsync("acme", "leads.csv", CancellationToken.None));
        _storage.Container("other").Pipeline.Refuse(1, 403);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            _drops.PutAsync("other", "leads.csv", new MemoryStream(), 0, CancellationToken.None));
    }

    [Fact]
    public async Task File_whose_answer_was_lost_is_found_to_be_there()
    {
        Drop.Pipeline.LoseAnswers(1, StorageOperation.BlobWrite);

        Assert.False(await PutAsync("leads.csv", "short"));
        Assert.Equal(5, await _drops.LengthAsync("acme", "leads.csv", CancellationToken.None));
    }

    private Task<bool> PutAsync(string name, string text, int? length = null) =>
        _drops.PutAsync("acme", name, new MemoryStream(Encoding.UTF8.GetBytes(text)), length ?? text.Length, CancellationToken.None);

    private async Task<List<FarEntry>> ListAsync(string prefix)
    {
        var files = new List<FarEntry>();
        await foreach (var file in _drops.ListAsync("acme", prefix, CancellationToken.None))
        {
            files.Add(file);
        }

        return files;
    }
}
