using System.Globalization;
using System.Text;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Partition and row keys as Tables takes them: printable ASCII without <c>/ \ # ? ' %</c>, in the ordinal order of the originals.
/// </summary>
/// <remarks>
/// A character that is not taken becomes a lead and its code in hexadecimal. The lead is itself one of the characters that it stands
/// for, and lies between the plain characters below and above them; so escapes sort where the originals did.
/// </remarks>
internal static class TableKeys
{
    /// <summary>Longest escaped key in characters. Tables takes 1 KiB of UTF-16.</summary>
    public const int Longest = 512;

    private const string Leads = "!.>[~";

    /// <summary>
    /// The partition's key, begun with one of 256 numbers that its text hashes to. Lead ids rise with time, and a table whose keys
    /// rise is served by one server; queries name whole partitions, so their order is not needed.
    /// </summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static string Partition(string partition) => Checked($"{Bucket(partition):x2}-{Escape(partition)}");

    /// <summary>The row's key.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static string Row(string row) => Checked(Escape(row));

    /// <summary>The row that <see cref="Row"/> made this key of.</summary>
    public static string ToRow(string key)
    {
        if (key.AsSpan().IndexOfAny(Leads) < 0)
            return key;
        var text = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (!Leads.Contains(key[i], StringComparison.Ordinal))
            {
                text.Append(key[i]);
                continue;
            }

            var digits = Digits(key[i]);
            text.Append((char)int.Parse(key.AsSpan(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += digits;
        }

        return text.ToString();
    }

    /// <summary>The text escaped, of whatever length: also the bound of a range.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(character => Lead(character) != default))
            return text;
        var key = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            var lead = Lead(character);
            if (lead == default)
                key.Append(character);
            else
                key.Append(lead).Append(((int)character).ToString(Digits(lead) == 2 ? "x2" : "x4", CultureInfo.InvariantCulture));
        }

        return key.ToString();
    }

    private static char Lead(char character) => character switch
    {
        <= ',' => '!',
        '.' or '/' => '.',
        '>' or '?' => '>',
        '[' or '\\' => '[',
        >= '~' => '~',
        _ => default,
    };

    private static int Digits(char lead) => lead == '~' ? 4 : 2;

    // FNV-1a, folded to a byte: stable for ever, since it is part of where rows lie.
    private static byte Bucket(string text)
    {
        var hash = 2166136261;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619;
        hash ^= hash >> 16;
        return (byte)(hash ^ (hash >> 8));
    }

    private static string Checked(string key) => key.Length <= Longest
        ? key
        : throw new ArgumentException($"A record's key has at most {Longest} characters once escaped for Tables.", nameof(key));
}
