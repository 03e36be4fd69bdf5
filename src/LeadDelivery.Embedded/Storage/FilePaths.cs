using System.Globalization;
using System.Text;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Maps '/'-separated file names to paths below a folder and back. One name has one path, no path leaves the folder, and no
/// name reaches a hidden file: what a file system would treat specially is percent-encoded.
/// </summary>
internal static class FilePaths
{
    // The bound of Azure blob names; both hosts accept the same.
    private const int LongestName = 1024;

    // The bound of one path component on ext4, xfs, NTFS and APFS.
    private const int LongestComponent = 255;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The path relative to the folder.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long, absolute, climbs, or holds a control character or backslash.</exception>
    public static string ToPath(string name)
    {
        if (name.Length is 0 or > LongestName)
            throw new ArgumentException($"A file name has 1 to {LongestName} characters.", nameof(name));
        return Path.Combine([.. name.Split('/').Select(Component)]);
    }

    /// <summary>The name that <see cref="ToPath"/> maps to this path.</summary>
    public static string ToName(string path)
    {
        var name = path.Replace(Path.DirectorySeparatorChar, '/');
        if (!name.Contains('%', StringComparison.Ordinal))
            return name;
        var decoded = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '%' && byte.TryParse(name.AsSpan(i + 1, Math.Min(2, name.Length - i - 1)), NumberStyles.HexNumber, null, out var code))
            {
                decoded.Append((char)code);
                i += 2;
            }
            else
            {
                decoded.Append(name[i]);
            }
        }

        return decoded.ToString();
    }

    private static string Component(string part)
    {
        if (part is "" or "." or "..")
            throw new ArgumentException("A file name is relative and has no empty, '.' or '..' part.", nameof(part));
        var encoded = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            var character = part[i];
            if (char.IsControl(character) || character == '\\')
                throw new ArgumentException("A file name has no control characters and no backslash.", nameof(part));
            if (IsSpecial(character) || (character == '.' && (i == 0 || i == part.Length - 1)) || (character == ' ' && i == part.Length - 1))
                encoded.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}");
            else
                encoded.Append(character);
        }

        var component = encoded.ToString();
        if (Bytes(component) > LongestComponent)
            throw new ArgumentException($"A part of a file name has at most {LongestComponent} bytes.", nameof(part));
        return component;
    }

    private static bool IsSpecial(char character) => character is '%' or ':' or '*' or '?' or '"' or '<' or '>' or '|';

    private static int Bytes(string component)
    {
        try
        {
            return StrictUtf8.GetByteCount(component);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException("A file name is valid Unicode.", nameof(component), error);
        }
    }
}
