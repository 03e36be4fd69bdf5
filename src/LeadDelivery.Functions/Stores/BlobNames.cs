using System.Globalization;
using System.Text;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Maps '/'-separated file names to blob names and back. They are the same but for <c>%</c>, and for dots and blanks at the end of a
/// part, which the service advises against: these are percent-encoded.
/// </summary>
internal static class BlobNames
{
    // The bound of the service; both hosts accept the same.
    private const int LongestName = 1024;

    // The bound of the service.
    private const int MostParts = 254;

    // What both hosts accept: the bound of one part on ext4, xfs, NTFS and APFS.
    private const int LongestPart = 255;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The blob's name.</summary>
    /// <exception cref="ArgumentException">
    /// The name is empty, too long, absolute, climbs, or holds a control character or backslash.
    /// </exception>
    public static string ToBlob(string name)
    {
        var parts = name.Split('/');
        if (name.Length == 0 || parts.Length > MostParts)
            throw new ArgumentException($"A file name has 1 to {LongestName} characters and at most {MostParts} parts.", nameof(name));
        var blob = string.Join('/', parts.Select(Part));
        return blob.Length <= LongestName
            ? blob
            : throw new ArgumentException($"A file name has 1 to {LongestName} characters.", nameof(name));
    }

    /// <summary>The name that <see cref="ToBlob"/> maps to this blob.</summary>
    public static string ToName(string blob)
    {
        if (!blob.Contains('%', StringComparison.Ordinal))
            return blob;
        var name = new StringBuilder(blob.Length);
        for (var i = 0; i < blob.Length; i++)
        {
            var digits = blob.AsSpan(i + 1, Math.Min(2, blob.Length - i - 1));
            if (blob[i] == '%' && byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                name.Append((char)code);
                i += 2;
            }
            else
            {
                name.Append(blob[i]);
            }
        }

        return name.ToString();
    }

    /// <summary>What the blobs of all names with this beginning begin with, and perhaps some others.</summary>
    public static string Prefix(string prefix)
    {
        var end = prefix.LastIndexOf('/') + 1;
        // Whether the last characters end a part depends on what follows.
        var last = prefix[end..].TrimEnd('.', ' ').Replace("%", "%25", StringComparison.Ordinal);
        return end == 0 ? last : ToBlob(prefix[..(end - 1)]) + '/' + last;
    }

    private static string Part(string part)
    {
        if (part is "" or "." or "..")
            throw new ArgumentException("A file name is relative and has no empty, '.' or '..' part.", nameof(part));
        if (part.Any(character => char.IsControl(character) || character == '\\'))
            throw new ArgumentException("A file name has no control characters and no backslash.", nameof(part));
        if (Bytes(part) > LongestPart)
            throw new ArgumentException($"A part of a file name has at most {LongestPart} bytes.", nameof(part));
        var kept = part.AsSpan().TrimEnd(". ");
        var encoded = kept.ToString().Replace("%", "%25", StringComparison.Ordinal);
        return kept.Length == part.Length
            ? encoded
            : encoded + string.Concat(part[kept.Length..].Select(character => character == '.' ? "%2E" : "%20"));
    }

    private static int Bytes(string part)
    {
        try
        {
            return StrictUtf8.GetByteCount(part);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException("A file name is valid Unicode.", nameof(part), error);
        }
    }
}
