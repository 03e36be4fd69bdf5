using System.Buffers;
using System.Globalization;
using System.Text;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// The characters that a text file may hold. NUL is left out everywhere: most programs that read text end there or refuse the file.
/// Halves of characters become U+FFFD. All else stays as it is where the encoding has it, marks of direction and control characters too.
/// </summary>
internal sealed class CharacterSet
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>What windows-1252 holds, but NUL and the five bytes that mean nothing in it.</summary>
    private static readonly SearchValues<char> WindowsCharacters = SearchValues.Create(WindowsText());

    private readonly SearchValues<char>? _held;
    private readonly MissingCharacters _missing;

    public CharacterSet(TextOptions options)
    {
        Encoding = options.Encoding switch
        {
            TextEncoding.Utf16 => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            TextEncoding.Windows1252 => Windows,
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: options.Mark),
        };
        _held = options.Encoding == TextEncoding.Windows1252 ? WindowsCharacters : null;
        _missing = options.Missing;
    }

    public Encoding Encoding { get; }

    /// <summary>The byte order mark that the file begins with; empty for none.</summary>
    public byte[] Preamble => Encoding.GetPreamble();

    /// <summary>Makes a text fit; false where it holds what the encoding lacks and that is a mistake.</summary>
    public bool TryFit(ref string text)
    {
        if (_held is null ? text.Contains('\0') : text.AsSpan().ContainsAnyExcept(_held))
        {
            text = text.Replace("\0", "", StringComparison.Ordinal);
            return _held is null || Replace(ref text, _held);
        }

        return true;
    }

    private bool Replace(ref string text, SearchValues<char> held)
    {
        if (!text.AsSpan().ContainsAnyExcept(held))
        {
            return true;
        }

        if (_missing == MissingCharacters.Error)
        {
            return false;
        }

        var fitting = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && held.Contains((char)rune.Value))
            {
                fitting.Append((char)rune.Value);
            }
            else
            {
                fitting.Append(Instead(rune));
            }
        }

        text = fitting.ToString();
        return true;
    }

    /// <summary>Its nearest letters; nothing for what is not seen by itself, such as accents that stand alone and marks of direction.</summary>
    private static string Instead(Rune rune) => AsciiText.Of(rune.ToString()) is { Length: > 0 } letters ? letters
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? ""
        : "?";

    private static string WindowsText()
    {
        var bytes = Enumerable.Range(1, 255).Where(b => b is not (0x81 or 0x8D or 0x8F or 0x90 or 0x9D)).Select(b => (byte)b).ToArray();
        return Windows.GetString(bytes);
    }
}
