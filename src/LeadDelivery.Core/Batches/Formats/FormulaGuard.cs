using System.Buffers;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Tells texts that a spreadsheet would run as formulas (OWASP, "CSV Injection").</summary>
internal static class FormulaGuard
{
    /// <summary>What numbers and phone numbers are written with: nothing that could name a function, a cell or a program.</summary>
    private static readonly SearchValues<char> Figures = SearchValues.Create("0123456789 ().,-");

    /// <summary>
    /// True for a text that begins with <c>= + - @</c>, one of their full-width forms, a tab or a line end, unless it is a plain number or
    /// phone number such as <c>-5</c> or <c>+1 (555) 123-4567</c>.
    /// </summary>
    public static bool Runs(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        return text[0] switch
        {
            '=' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' => true,
            '+' or '-' => text[1..].ContainsAnyExcept(Figures) || !text.ContainsAnyInRange('0', '9'),
            _ => false,
        };
    }
}
