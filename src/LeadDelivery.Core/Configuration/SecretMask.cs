using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace LeadDelivery.Core.Configuration;

/// <summary>Replaces secrets in text by <c>***</c>, also where they stand URL-escaped, JSON-escaped or in base64.</summary>
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
            forms.Add(secret);
            forms.Add(Uri.EscapeDataString(secret));
            forms.Add(System.Net.WebUtility.UrlEncode(secret));
            forms.Add(System.Text.Json.JsonEncodedText.Encode(secret).ToString());
            forms.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
            forms.Add(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret)));
        }

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
}
