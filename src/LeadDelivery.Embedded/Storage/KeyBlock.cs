using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// One file of keys: a 32-byte header, then 32 random bytes per slot. It is complete and durable before its name appears,
/// and later only ever changed by zeroing slots.
/// </summary>
internal static class KeyBlock
{
    public const int KeyLength = 32;

    private const int HeaderLength = 32;
    private const string Extension = ".keys";
    private const string Unfinished = ".tmp";

    private static ReadOnlySpan<byte> Magic => "LeadDelivery keys 1\n"u8;

    public static string PathOf(string folder, int block) =>
        Path.Combine(folder, block.ToString("D6", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The highest number in use, 0 for none. Removes what a creation left unfinished.</summary>
    public static int Highest(string folder)
    {
        foreach (var left in Directory.EnumerateFiles(folder, "*" + Unfinished))
            File.Delete(left);
        return Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : 0)
            .DefaultIfEmpty(0)
            .Max();
    }

    /// <summary>Writes a block of fresh keys to stable storage and returns the keys, one after the other.</summary>
    public static byte[] Create(string folder, int block, int slots)
    {
        var content = new byte[HeaderLength + slots * KeyLength];
        Magic.CopyTo(content);
        RandomNumberGenerator.Fill(content.AsSpan(HeaderLength));

        var path = PathOf(folder, block);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + Unfinished, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path);
        Durable.SyncFolder(folder);
        return content[HeaderLength..];
    }

    /// <summary>Opens a block, or null where there is none.</summary>
    public static SafeFileHandle? Open(string folder, int block, FileAccess access)
    {
        try
        {
            return File.OpenHandle(PathOf(folder, block), FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads a slot. False where it is past the end or zeroed.</summary>
    public static bool TryRead(SafeFileHandle file, int slot, Span<byte> key) =>
        RandomAccess.Read(file, key[..KeyLength], Offset(slot)) == KeyLength && key[..KeyLength].IndexOfAnyExcept((byte)0) >= 0;

    public static bool HasSlot(SafeFileHandle file, int slot) => Offset(slot + 1) <= RandomAccess.GetLength(file);

    public static void Zero(SafeFileHandle file, int firstSlot, int slots = 1) =>
        RandomAccess.Write(file, new byte[slots * KeyLength], Offset(firstSlot));

    /// <summary>Whether no slot holds a key.</summary>
    public static bool IsEmpty(SafeFileHandle file)
    {
        var content = new byte[RandomAccess.GetLength(file) - HeaderLength];
        return RandomAccess.Read(file, content, HeaderLength) == content.Length && content.AsSpan().IndexOfAnyExcept((byte)0) < 0;
    }

    private static long Offset(int slot) => HeaderLength + (long)slot * KeyLength;
}
