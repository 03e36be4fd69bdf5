namespace LeadDelivery.Core.Mapping;

/// <summary>One name of a key.</summary>
/// <param name="Text">As it is sent.</param>
/// <param name="IsQuoted">True where it stood in backticks: nothing in it has a meaning of its own.</param>
internal readonly record struct FieldName(string Text, bool IsQuoted)
{
    /// <summary>True for a place in a list. Nine digits fit an int, and no list is longer.</summary>
    public bool IsIndex => !IsQuoted && Text.Length is > 0 and <= 9 && Text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>True where it looks like an option.</summary>
    public bool IsOption => !IsQuoted && Text.StartsWith('$');
}

/// <summary>A key of <c>fields:</c> as the names it stands for.</summary>
internal static class FieldKey
{
    private const char Quote = '`';

    /// <summary>True for an option.</summary>
    public static bool IsOption(string key) => key.StartsWith('$');

    /// <summary>
    /// The names from the outside in: dots separate them. A name in backticks is one as it stands, dots, <c>$</c>, digits and all; a
    /// key with brackets (<c>data[phone][]</c>) is one name too, the recipient's own notation. Null with the mistake.
    /// </summary>
    public static FieldName[]? Names(string key, out string? mistake)
    {
        mistake = null;
        if (!key.Contains(Quote) && key.Contains('['))
        {
            return [new(key, IsQuoted: false)];
        }

        var names = new List<FieldName>();
        for (var at = 0; at <= key.Length;)
        {
            var isQuoted = at < key.Length && key[at] == Quote;
            var start = isQuoted ? at + 1 : at;
            var end = key.IndexOf(isQuoted ? Quote : '.', start) is var found and >= 0 ? found : isQuoted ? -1 : key.Length;
            var after = isQuoted ? end + 1 : end;
            if (end < 0 || (after < key.Length && key[after] != '.'))
            {
                mistake = "expected a closing backtick before a dot or the key's end";
                return null;
            }

            if (end == start)
            {
                mistake = isQuoted ? "expected a name between the backticks" : "expected a name before, between and after dots";
                return null;
            }

            names.Add(new(key[start..end], isQuoted));
            at = after + 1;
        }

        return [.. names];
    }
}
