using System.Globalization;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>A rendered template in which marks stand for its values: they are put in once their place is known.</summary>
internal readonly struct MarkedText
{
    // These characters of the private use area mark where a value goes; a value that holds them is not looked into.
    private const char Open = '\uF8F0';
    private const char Close = '\uF8F1';

    private readonly List<string> _values;

    private MarkedText(string text, List<string> values)
    {
        Text = text;
        _values = values;
    }

    /// <summary>The template's own text with a mark for each value.</summary>
    public string Text { get; }

    /// <summary>Renders with marks.</summary>
    public static MarkedText Render(Template template, RequestDraft draft)
    {
        var values = new List<string>();
        var text = draft.Render(template, value =>
        {
            values.Add(value);
            return $"{Open}{(values.Count - 1).ToString(CultureInfo.InvariantCulture)}{Close}";
        });
        return new(text, values);
    }

    /// <summary>The value whose mark begins here, and the index of the mark's end; false where none begins.</summary>
    public bool TryValue(ref int index, out string value)
    {
        value = "";
        if (Text[index] != Open || Text.IndexOf(Close, index) is not (var close and > 0)
            || !int.TryParse(Text.AsSpan(index + 1, close - index - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at >= _values.Count)
        {
            return false;
        }

        value = _values[at];
        index = close;
        return true;
    }
}
