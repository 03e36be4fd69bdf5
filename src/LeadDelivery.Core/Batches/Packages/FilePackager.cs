using System.Buffers;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Zip;

namespace LeadDelivery.Core.Batches.Packages;

/// <summary>Compresses a finished file, and locks it where a password is given; none of it is held in memory.</summary>
public static class FilePackager
{
    /// <summary>Bytes read at once: 80 KB, below the large object heap.</summary>
    private const int BlockBytes = 81_920;

    /// <summary>AES-256, the strongest that zip archives know.</summary>
    private const int KeyBits = 256;

    /// <summary>Deflate's usual level.</summary>
    private const int Level = 6;

    private static readonly DateTime FirstZipTime = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime LastZipTime = new(2107, 12, 31, 23, 59, 58, DateTimeKind.Unspecified);

    /// <summary>
    /// Writes the package of a file. The same input gives the same bytes, but with a password: AES is salted anew each time, so a package
    /// that is to be sent twice must be kept.
    /// </summary>
    /// <param name="source">The file, from where it stands to its end; stays open.</param>
    /// <param name="name">What it is called in an archive (<see cref="PackageNames.Inner"/>).</param>
    /// <param name="packaging">What is done; nothing copies the file.</param>
    /// <param name="time">The time of the file in an archive, as its own clock shows it, to two seconds.</param>
    /// <param name="to">Receives the package; stays open, and need not seek.</param>
    public static async Task PackAsync(
        Stream source, string name, Packaging packaging, DateTimeOffset time, Stream to, CancellationToken cancellation)
    {
        if (packaging.Gzip)
        {
            // No name and no time in it: both are the package's own.
            await using var gzip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
            await source.CopyToAsync(gzip, BlockBytes, cancellation);
        }
        else if (packaging.Zip is { Password: { } password })
        {
            await LockAsync(source, name, password, ZipTime(time), to, cancellation);
        }
        else if (packaging.Zip is not null)
        {
            await ZipAsync(source, name, ZipTime(time), to, cancellation);
        }
        else
        {
            await source.CopyToAsync(to, BlockBytes, cancellation);
        }
    }

    /// <summary>Without a password .NET's own archives do: their deflate is native code.</summary>
    private static async Task ZipAsync(Stream source, string name, DateTime time, Stream to, CancellationToken cancellation)
    {
        await using var archive = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = new DateTimeOffset(time, TimeSpan.Zero);
        await using var content = await entry.OpenAsync(cancellation);
        await source.CopyToAsync(content, BlockBytes, cancellation);
    }

    private static async Task LockAsync(Stream source, string name, string password, DateTime time, Stream to, CancellationToken cancellation)
    {
        await using var archive = new ZipOutputStream(to) { IsStreamOwner = false, Password = password, UseZip64 = UseZip64.Dynamic };
        archive.SetLevel(Level);
        archive.PutNextEntry(new ZipEntry(name) { AESKeySize = KeyBits, DateTime = time, IsUnicodeText = true });
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var read = await source.ReadAsync(block, cancellation); read > 0; read = await source.ReadAsync(block, cancellation))
            {
                archive.Write(block, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }

        archive.CloseEntry();
        archive.Finish();
    }

    private static DateTime ZipTime(DateTimeOffset time) =>
        time.DateTime < FirstZipTime ? FirstZipTime : time.DateTime > LastZipTime ? LastZipTime : time.DateTime;
}
