using System.IO.Compression;
using System.Security.Cryptography;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Packages;

public class FilePackagerTests
{
    private const string Password = "pass wörd \"$x";

    private static readonly DateTimeOffset Time = new(2026, 11, 21, 2, 0, 0, TimeSpan.FromHours(-6));
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];

    [Theory]
    [InlineData("leads.csv", "gzip", "leads.csv", "leads.csv.gz")]
    [InlineData("leads.csv.gz", "gzip", "leads.csv", "leads.csv.gz")]
    [InlineData("leads.csv", "zip", "leads.csv", "leads.zip")]
    [InlineData("leads.ZIP", "zip", "leads.csv", "leads.ZIP")]
    [InlineData("leads", "zip", "leads", "leads.zip")]
    [InlineData("leads v1.2", "zip", "leads v1.2", "leads v1.2.zip")]
    [InlineData("leads.csv", "none", "leads.csv", "leads.csv")]
    [InlineData("leads.tab", "zip", "leads.tab", "leads.zip")]
    [InlineData("leads_2026.11.21", "zip", "leads_2026.11.21", "leads_2026.11.21.zip")]
    public void Package_and_what_is_in_it_have_their_names(string name, string packaging, string inner, string outer) =>
        Assert.Equal(new(inner, outer), PackageNames.Of(name, new DelimitedFormat { Name = "csv" }, Of(packaging)));

    [Fact]
    public async Task File_without_packaging_stays_as_it_is() => Assert.Equal(Content, await PackAsync(Of("none")));

    [Fact]
    public async Task Gzip_is_read_by_gzip()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["leads.csv.gz"], await PackAsync(Of("gzip")));

        await OtherProgram.RunAsync("gzip", "gzip", "-t", folder["leads.csv.gz"]);
        await OtherProgram.RunAsync("gzip", "gzip", "-d", folder["leads.csv.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(folder["leads.csv"]));
    }

    [Fact]
    public async Task Zip_is_read_by_python_with_its_name_and_time()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["leads.zip"], await PackAsync(Of("zip")));

        var output = await OtherProgram.PythonAsync(
            "import sys, zipfile, hashlib; z = zipfile.ZipFile(sys.argv[1]); i, = z.infolist(); "
            + "print(z.testzip(), i.filename, i.date_time, hashlib.sha256(z.read(i)).hexdigest())",
            folder["leads.zip"]);
        Assert.Equal($"None leäds.csv (2026, 11, 21, 2, 0, 0) {Sha(Content)}\n", output);
    }

    [Fact]
    public async Task Zip_with_password_is_read_by_7_zip_with_that_password_alone()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["leads.zip"], await PackAsync(Of("locked")));

        var listing = await OtherProgram.RunAsync("7zz", "7zip", "l", "-slt", folder["leads.zip"]);
        Assert.Contains("Method = AES-256 Deflate", listing);
        Assert.Contains("Modified = 2026-11-21 02:00:00", listing);
        await OtherProgram.RunAsync("7zz", "7zip", "x", $"-p{Password}", $"-o{folder.Path}", folder["leads.zip"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(folder["leäds.csv"]));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => OtherProgram.RunAsync("7zz", "7zip", "t", "-pwrong", folder["leads.zip"]));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zip")]
    public async Task Same_file_makes_the_same_package(string packaging) => Assert.Equal(await PackAsync(Of(packaging)), await PackAsync(Of(packaging)));

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public async Task Time_that_archives_do_not_know_is_the_nearest_that_they_do(int year)
    {
        var package = new MemoryStream();
        await FilePackager.PackAsync(
            new MemoryStream(Content), "a", Of("zip"), new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), package, CancellationToken.None);

        Assert.Equal(year == 1 ? 1980 : 2107, new ZipArchive(package).Entries.Single().LastWriteTime.Year);
    }

    [Fact]
    public async Task Digest_is_that_of_what_was_written()
    {
        await using var to = new MemoryStream();
        await using var digest = new DigestStream(to);
        digest.Write(Content.AsSpan(0, 1000));
        var early = digest.Digest();
        await digest.WriteAsync(Content.AsMemory(1000));

        Assert.Equal(new(1000, Sha(Content[..1000])), early);
        Assert.Equal(new(Content.Length, Sha(Content)), digest.Digest());
        Assert.Equal(Content, to.ToArray());
    }

    private static async Task<byte[]> PackAsync(Packaging packaging)
    {
        // Through a stream that cannot seek, as packages are written.
        var package = new MemoryStream();
        await using var digest = new DigestStream(package);
        await FilePackager.PackAsync(new MemoryStream(Content), "leäds.csv", packaging, Time, digest, CancellationToken.None);
        return package.ToArray();
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Packaging Of(string name) => name switch
    {
        "gzip" => new(Gzip: true),
        "zip" => new(Zip: new(null)),
        "locked" => new(Zip: new(Password)),
        _ => new(),
    };
}
