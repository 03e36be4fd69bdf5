using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Configuration;

/// <summary>Replaces secrets in text by <c>***</c>, also where they stand escaped for a URL, a form, JSON
/// or XML, in plain ASCII, or in base64.</summary>
public sealed class SecretMask
{
    /// <summary>Shorter values are not searched for: they would blank out ordinary text. They are masked by their place instead.</summary>
    public const int ShortestSearched = 6;

    /// <summary>What stands in a secret's place.</summary>
    public const string Replacement = "***";

    private readonly ImmutableArray<string> _forms;

    // One pass over the text however many secrets there are: nearly every text holds none.
    private readonly SearchValues<string> _any;

    // Secrets of one request: too few and too short-lived to be worth the table above.
    private readonly ImmutableArray<string> _more;

    private SecretMask(ImmutableArray<string> forms)
        : this(forms, SearchValues.Create(forms.AsSpan(), StringComparison.Ordinal), [])
    {
    }

    private SecretMask(ImmutableArray<string> forms, SearchValues<string> any, ImmutableArray<string> more)
    {
        _forms = forms;
        _any = any;
        _more = more;
    }

    /// <summary>Masks nothing.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>A mask for these secret values.</summary>
    public static SecretMask Of(IEnumerable<string> secrets) => new(Forms(secrets));

    /// <summary>This mask, and these secrets of one request.</summary>
    public SecretMask With(ImmutableArray<string> secrets) => secrets.IsEmpty ? this : new(_forms, _any, [.. _more, .. Forms(secrets)]);

    private static ImmutableArray<string> Forms(IEnumerable<string> secrets)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var secret in secrets.Where(s => s.Length >= ShortestSearched))
        {
            forms.UnionWith(Escaped(secret));
            forms.UnionWith(Escaped(AsciiText.Of(secret)));
        }

        forms.RemoveWhere(f => f.Length < ShortestSearched);

        // Longest first, so that a secret that contains another leaves no rest of itself.
        return [.. forms.OrderByDescending(f => f.Length)];
    }

    /// <summary>The text without secrets.</summary>
    public string Apply(string text)
    {
        text = Replace(text, _more);
        return text.AsSpan().ContainsAny(_any) ? Replace(text, _forms) : text;
    }

    private static string Replace(string text, ImmutableArray<string> forms)
    {
        foreach (var form in forms)
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, Replacement, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static IEnumerable<string> Escaped(string secret)
    {
        var xml = secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
        return
        [
            secret,
            Uri.EscapeDataString(secret),
            System.Net.WebUtility.UrlEncode(secret),
            PercentText.InForm(secret, Charset.Utf8),
            JsonEncodedText.Encode(secret).ToString(),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            xml,
            xml.Replace("\"", "&quot;", StringComparison.Ordinal),
            SecurityElement.Escape(secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret)),
        ];
    }
}
