using System.Text;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Text in ASCII, for recipients that accept nothing else.</summary>
internal static class AsciiText
{
    /// <summary>Groups of a letter and its accented forms: the product runs without ICU, where text cannot be taken apart.</summary>
    private const string Accented =
        """
        AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ BḂḄḆ CÇĆĈĊČḈ DĎḊḌḎḐḒ EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ FḞ GĜĞĠĢǦǴḠ HĤȞḢḤḦḨḪ
        IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊ JĴ KĶǨḰḲḴ LĹĻĽĿḶḸḺḼ MḾṀṂ NÑŃŅŇǸṄṆṈṊ OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ PṔṖ RŔŖŘȐȒṘṚṜṞ
        SŚŜŞŠȘṠṢṤṦṨ TŢŤȚṪṬṮṰ UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ VṼṾ WŴẀẂẄẆẈ XẊẌ YÝŶŸȲẎỲỴỶỸ ZŹŻŽẐẒẔ
        aàáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dďḋḍḏḑḓ eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡ hĥȟḣḥḧḩḫẖ
        iìíîïĩīĭįǐȉȋḭḯỉị jĵǰ kķǩḱḳḵ lĺļľŀḷḹḻḽ mḿṁṃ nñńņňŉǹṅṇṉṋ oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ pṕṗ rŕŗřȑȓṙṛṝṟ
        sśŝşšſșṡṣṥṧṩẛ tţťțṫṭṯṱẗ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ
        """;

    private static readonly Dictionary<int, string> Likenesses = CreateLikenesses();

    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                output.Append((char)rune.Value);
            }
            else if (Likenesses.TryGetValue(rune.Value, out var likeness))
            {
                output.Append(likeness);
            }
        }

        return output.ToString();
    }

    private static Dictionary<int, string> CreateLikenesses()
    {
        var likenesses = new Dictionary<int, string>
        {
            ['ß'] = "ss",
            ['ẞ'] = "SS",
            ['æ'] = "ae",
            ['Æ'] = "AE",
            ['œ'] = "oe",
            ['Œ'] = "OE",
            ['ø'] = "o",
            ['Ø'] = "O",
            ['ł'] = "l",
            ['Ł'] = "L",
            ['đ'] = "d",
            ['Đ'] = "D",
            ['ð'] = "d",
            ['Ð'] = "D",
            ['þ'] = "th",
            ['Þ'] = "Th",
            ['ı'] = "i",
            ['‘'] = "'",
            ['’'] = "'",
            ['‚'] = "'",
            ['ʼ'] = "'",
            ['′'] = "'",
            ['“'] = "\"",
            ['”'] = "\"",
            ['„'] = "\"",
            ['″'] = "\"",
            ['‐'] = "-",
            ['‑'] = "-",
            ['‒'] = "-",
            ['–'] = "-",
            ['—'] = "-",
            ['−'] = "-",
            ['…'] = "...",
            ['•'] = "*",
            ['€'] = "EUR",
            ['£'] = "GBP",
            ['\u00A0'] = " ",
            ['\u2009'] = " ",
            ['\u202F'] = " ",
        };
        foreach (var group in Accented.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var rune in group.EnumerateRunes().Skip(1))
            {
                likenesses.TryAdd(rune.Value, group[..1]);
            }
        }

        return likenesses;
    }
}
