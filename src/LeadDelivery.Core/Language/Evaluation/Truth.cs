namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>What counts as true.</summary>
internal static class Truth
{
    /// <summary>Not null, false, 0, empty text, "false", "no", "0" or an empty list.</summary>
    public static bool Of(Value value) => value.Kind switch
    {
        ValueKind.Null => false,
        ValueKind.Boolean => value.AsBoolean,
        ValueKind.Number => value.AsNumber != 0,
        ValueKind.Text => OfText(value.AsText.AsSpan().Trim()),
        ValueKind.List => value.AsList.Length > 0,
        _ => true,
    };

    /// <summary>Yes or no as forms write it; null for any other text.</summary>
    public static bool? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.Length > 5 ? null : IsAny(text, "true", "yes", "y", "t", "on", "1") ? true
            : IsAny(text, "false", "no", "n", "f", "off", "0") ? false : null;
    }

    private static bool OfText(ReadOnlySpan<char> text) => !(text.IsEmpty || IsAny(text, "false", "no", "0"));

    private static bool IsAny(ReadOnlySpan<char> text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
