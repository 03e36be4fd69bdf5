namespace LeadDelivery.Core.Batches.Formats;

/// <summary>What a column's format code says of the texts in it.</summary>
internal enum XlsxCellKind
{
    /// <summary>None is given: only ISO dates are more than texts.</summary>
    General,

    /// <summary>A number: texts that are one become one.</summary>
    Number,

    /// <summary>A date: the same.</summary>
    Date,

    /// <summary><c>@</c>: all stay texts.</summary>
    Text,
}

/// <summary>Reads format codes.</summary>
internal static class XlsxFormatCode
{
    /// <summary>The kind of a format code such as <c>0.00</c>, <c>yyyy-mm-dd</c> or <c>@</c>.</summary>
    public static XlsxCellKind KindOf(string? code)
    {
        if (code is null || code.Equals("General", StringComparison.OrdinalIgnoreCase))
        {
            return XlsxCellKind.General;
        }

        var kind = XlsxCellKind.General;
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"' or '[':
                    // Words in quotes, colours and currencies in brackets.
                    i = code.IndexOf(code[i] == '"' ? '"' : ']', i + 1) is var end and >= 0 ? end : code.Length;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S':
                    return XlsxCellKind.Date;
                case '@':
                    kind = kind == XlsxCellKind.General ? XlsxCellKind.Text : kind;
                    break;
                case '0' or '#' or '?':
                    kind = XlsxCellKind.Number;
                    break;
                default:
                    break;
            }
        }

        return kind;
    }
}
