using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Configuration;

public sealed class RecipientVersionTests : IDisposable
{
    private readonly MemoryRecordStore _records = new();
    private readonly ManualTimeProvider _time = new();
    private readonly FakeSecrets _secrets = new(("TOKEN", "token-0123456789"));
    private readonly CatalogHolder _holder;
    private readonly RecipientVersions _versions;

    public RecipientVersionTests()
    {
        _holder = new(new CatalogVersions(_records, _secrets), _records, _secrets, new UlidFactory(_time), _time);
        _versions = new(_records, _secrets);
    }

    public void Dispose() => _holder.Dispose();

    [Fact]
    public async Task Only_versions_that_changed_the_recipient_are_listed_newest_first()
    {
        var first = await AdoptAsync("name: A");
        await AdoptAsync("name: A", flow: "name: Other\n");
        var third = await AdoptAsync("name: B", flow: "name: Other\n");
        await AdoptAsync("name: B");
        var fifth = await AdoptAsync("name: A");

        var listed = await _versions.ListAsync("ok", default);

        Assert.Equal([fifth, third, first], listed.Select(v => v.Version));
        Assert.Equal([true, false, false], listed.Select(v => v.IsCurrent));
        Assert.Equal(listed[0].Hash, listed[2].Hash);
        Assert.NotEqual(listed[0].Hash, listed[1].Hash);
        Assert.Equal(["ann", "ann", "ann"], listed.Select(v => v.Who));
        Assert.True(listed[0].AdoptedAt > listed[1].AdoptedAt);
    }

    [Fact]
    public async Task Recipient_that_was_removed_has_a_last_version_without_a_hash()
    {
        await AdoptAsync("name: A", "other");
        await AdoptAsync("name: A");

        var listed = await _versions.ListAsync("other", default);

        Assert.Equal(2, listed.Length);
        Assert.Null(listed[0].Hash);
        Assert.False(listed[0].IsCurrent);
    }

    [Fact]
    public async Task Recipient_that_never_was_has_no_versions()
    {
        await AdoptAsync("name: A");

        Assert.Empty(await _versions.ListAsync("nobody", default));
    }

    [Fact]
    public async Task Difference_is_shown_by_key_path_and_as_text()
    {
        var from = await AdoptAsync("name: A\nauth: { type: bearer, token: \"${TOKEN}\" }\nfields: { a: 1, b: [x, y] }");
        var to = await AdoptAsync("name: B\nauth: { type: bearer, token: \"${TOKEN}\" }\nfields: { a: 1, b: [x], c: new }");

        var diff = (await _versions.DiffAsync("ok", from, to, default))!;

        Assert.Equal<RecipientChange>(
            [new("name", "A", "B"), new("fields.b[1]", "y", null), new("fields.c", null, "new")], diff.Changes);
        Assert.Equal(
            $$"""
            --- recipients/ok.yaml {{from[..12]}}
            +++ recipients/ok.yaml {{to[..12]}}
            @@ -1,6 +1,6 @@
             type: http
             endpoint:
               url: https://buyer.example/leads
            -name: A
            +name: B
             auth: { type: bearer, token: "${TOKEN}" }
            -fields: { a: 1, b: [x, y] }
            +fields: { a: 1, b: [x], c: new }

            """.ReplaceLineEndings("\n"),
            diff.Text);
    }

    [Theory]
    [InlineData("auth: { type: bearer, token: tok-1 }")]
    [InlineData("auth: { type: basic, username: u, password: 'tok-1' }")]
    [InlineData("auth:\n  - { type: api_key, header: X-Key, value: tok-1 }")]
    [InlineData("auth: { type: headers, headers: { X-Partner: tok-1 } }")]
    [InlineData("auth:\n  type: bearer\n  token: >-\n    tok-1")]
    [InlineData("auth: { type: bearer, token: \"tok\\x2d1\" }")]
    [InlineData("retry: { attempts: 2 }\nendpoint:\n  url: \"https://buyer.example/?api_key=tok-1&x=1\"")]
    [InlineData("retry: { attempts: 2 }\nendpoint:\n  url: https://buyer.example/\n  headers: { X-Api-Key: tok-1 }")]
    public async Task Secret_that_is_written_out_is_never_shown(string literal)
    {
        var from = await AdoptAsync("name: A");
        var to = await AdoptAsync(literal);

        var diff = (await _versions.DiffAsync("ok", from, to, default))!;

        var shown = diff.Text + string.Join('\n', diff.Changes);
        Assert.Contains("***", diff.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tok-1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("tok\\x2d1", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_by_name_are_shown_as_their_names()
    {
        var from = await AdoptAsync("name: A");
        var to = await AdoptAsync("auth: { type: bearer, token: \"${TOKEN}\" }");

        var diff = (await _versions.DiffAsync("ok", from, to, default))!;

        Assert.Contains(new RecipientChange("auth.token", null, "${TOKEN}"), diff.Changes);
        Assert.DoesNotContain("token-0123456789", diff.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_that_never_was_has_no_difference()
    {
        var known = await AdoptAsync("name: A");

        Assert.Null(await _versions.DiffAsync("ok", known, new string('0', 64), default));
        Assert.Null(await _versions.DiffAsync("ok", "current", known, default));
        Assert.Null(await _versions.DiffAsync("nobody", known, known, default));
        Assert.Equal("", (await _versions.DiffAsync("ok", known, known, default))!.Text);
    }

    private async Task<string> AdoptAsync(string yaml, string recipient = "ok", string flow = "")
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var head = yaml.Contains("endpoint:", StringComparison.Ordinal) ? "type: http\n" : Loading.Recipient;
        var result = await _holder.AdoptAsync(
            ConfigurationFiles.Of(
            [
                new("sources/partner.yaml", Loading.Source), new("flows/one.yaml", flow + Loading.Flow),
                new($"recipients/{recipient}.yaml", head + yaml + "\n"), new("recipients/ok.yaml", Loading.Recipient),
            ]),
            "ann", default);
        Assert.Empty(result.Mistakes);
        return result.Catalog!.Version;
    }
}
