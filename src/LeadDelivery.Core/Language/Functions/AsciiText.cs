using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Text in ASCII, for recipients that accept nothing else.</summary>
internal static class AsciiText
{
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(output, rune);
        }

        return output.ToString();
    }

    private static void Append(StringBuilder output, Rune rune)
    {
        if (rune.IsAscii)
        {
            output.Append((char)rune.Value);
            return;
        }

        if (Likeness(rune) is { } likeness)
        {
            output.Append(likeness);
            return;
        }

        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (part.IsAscii && Rune.GetUnicodeCategory(part) != UnicodeCategory.Control)
            {
                output.Append((char)part.Value);
            }
        }
    }

    /// <summary>Letters and signs that do not come apart into a base letter and an accent.</summary>
    private static string? Likeness(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' or 'ð' => "d",
        'Đ' or 'Ð' => "D",
        'þ' => "th",
        'Þ' => "Th",
        'ı' => "i",
        '‘' or '’' or '‚' or 'ʼ' or '′' => "'",
        '“' or '”' or '„' or '″' => "\"",
        '‐' or '‑' or '‒' or '–' or '—' or '−' => "-",
        '…' => "...",
        '•' => "*",
        '€' => "EUR",
        '£' => "GBP",
        '\u00A0' or '\u2009' or '\u202F' => " ",
        _ => null,
    };
}
