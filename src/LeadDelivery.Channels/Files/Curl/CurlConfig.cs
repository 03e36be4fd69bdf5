using System.Globalization;
using System.Text;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>What curl is told, in the language of its configuration files: one transfer, or several over the same connection.</summary>
internal sealed class CurlConfig
{
    private readonly StringBuilder _text = new();

    /// <summary>Transfers in it.</summary>
    public int Transfers { get; private set; }

    /// <summary>Begins a transfer; options belong to the one begun last.</summary>
    public CurlConfig Transfer(string url)
    {
        if (Transfers++ > 0)
        {
            _text.Append("next\n");
        }

        return Set("url", url);
    }

    /// <summary>An option with a value.</summary>
    /// <exception cref="CurlConfigException">The value holds a control character.</exception>
    public CurlConfig Set(string option, string value)
    {
        if (FarNames.HasControl(value))
        {
            throw new CurlConfigException(option);
        }

        return Raw(option, value);
    }

    /// <summary>An option with a number.</summary>
    public CurlConfig Set(string option, long value) => Raw(option, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An option with seconds, at least one.</summary>
    public CurlConfig Set(string option, TimeSpan value) => Set(option, Math.Max(1, (long)Math.Ceiling(value.TotalSeconds)));

    /// <summary>An option that is on.</summary>
    public CurlConfig Set(string option)
    {
        _text.Append(option).Append('\n');
        return this;
    }

    /// <summary>An option whose value holds line ends by intent.</summary>
    public CurlConfig Raw(string option, string value)
    {
        _text.Append(option).Append(" = \"");
        foreach (var c in value)
        {
            _text.Append(c switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => "",
            });
            if (c is not ('\\' or '"' or '\n' or '\r' or '\t'))
            {
                _text.Append(c);
            }
        }

        _text.Append("\"\n");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Transfers} transfers";

    /// <summary>The whole text, secrets included.</summary>
    internal string Text() => _text.ToString();

    /// <summary>A path as it stands in a URL: all but letters, digits, <c>-._~</c> and the slashes as %XX of its UTF-8.</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>A value cannot be said in curl's configuration.</summary>
/// <param name="option">The option; the value may be secret.</param>
internal sealed class CurlConfigException(string option) : Exception($"{option} holds a line break or another control character");
