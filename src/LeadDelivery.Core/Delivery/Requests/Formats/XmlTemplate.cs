using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>An XML text as a template: a value is escaped for the text, attribute, CDATA section or comment where it stands.</summary>
internal static partial class XmlTemplate
{
    private const string CDataEnd = "]]>";

    private static readonly (string Start, string End)[] Sections = [("<![CDATA[", CDataEnd), ("<!--", "-->"), ("<?", "?>")];

    /// <summary>The text, well-formed; null with a problem of the draft where it is not. A charset that only its declaration names
    /// becomes the draft's.</summary>
    public static string? Render(Template template, RequestDraft draft)
    {
        // A declaration counts only at the very beginning.
        var marked = MarkedText.Render(template, draft);
        var text = new Writing(marked, Declared(marked.Text, draft)).Run().TrimStart();
        if (Problem(text) is { } problem)
        {
            draft.Problems.Add(problem);
            return null;
        }

        if (Declaration().Match(text) is { Success: true } declared
            && Charset.Find(declared.Groups[1].Value)?.Name != draft.Charset.Name)
        {
            draft.Problems.Add("body: the XML declaration names another charset than the one the body is written in");
            return null;
        }

        return text;
    }

    private static Charset Declared(string text, RequestDraft draft)
    {
        if (draft.Endpoint.Charset is null && ContentTypes.Charset(draft.ContentType) is null
            && Declaration().Match(text.TrimStart()) is { Success: true } match && Charset.Find(match.Groups[1].Value) is { } charset)
        {
            draft.Charset = charset;
        }

        return draft.Charset;
    }

    private static string? Problem(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            while (reader.Read())
            {
            }

            return null;
        }
        catch (XmlException e)
        {
            // Its words may quote a value.
            return $"body: not well-formed XML at line {e.LineNumber}, column {e.LinePosition}";
        }
    }

    [GeneratedRegex("""^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();

    /// <summary>One pass over a marked text that knows where in the markup it stands.</summary>
    private sealed class Writing(MarkedText marked, Charset charset)
    {
        private readonly StringBuilder _output = new(marked.Text.Length + 64);
        private string? _sectionEnd;
        private bool _isInTag;
        private char _quote;

        public string Run()
        {
            for (var i = 0; i < marked.Text.Length; i++)
            {
                if (marked.TryValue(ref i, out var value))
                {
                    Put(XmlNames.Clean(value));
                }
                else
                {
                    Literal(ref i);
                }
            }

            return _output.ToString();
        }

        private void Literal(ref int i)
        {
            var text = marked.Text;
            if (_sectionEnd is { } end)
            {
                if (string.CompareOrdinal(text, i, end, 0, end.Length) == 0)
                {
                    _output.Append(end);
                    i += end.Length - 1;
                    _sectionEnd = null;
                }
                else if (end == CDataEnd)
                {
                    AppendCData(text[i]);
                }
                else
                {
                    _output.Append(text[i]);
                }

                return;
            }

            var at = i;
            if (!_isInTag && Array.Find(Sections, s => string.CompareOrdinal(text, at, s.Start, 0, s.Start.Length) == 0) is { End: not null } section)
            {
                _output.Append(section.Start);
                i += section.Start.Length - 1;
                _sectionEnd = section.End;
                return;
            }

            var c = text[i];
            _output.Append(c);
            if (!_isInTag)
            {
                _isInTag = c == '<';
            }
            else if (_quote != 0)
            {
                _quote = c == _quote ? '\0' : _quote;
            }
            else if (c is '"' or '\'')
            {
                _quote = c;
            }
            else
            {
                _isInTag = c != '>';
            }
        }

        private void Put(string value)
        {
            if (_sectionEnd == CDataEnd)
            {
                foreach (var rune in value.EnumerateRunes())
                {
                    var text = rune.ToString();
                    if (rune.IsAscii)
                    {
                        AppendCData(text[0]);
                    }
                    else
                    {
                        // References mean nothing inside CDATA.
                        _output.Append(charset.Holds(text) ? text : $"{CDataEnd}&#{rune.Value};<![CDATA[");
                    }
                }
            }
            else if (_sectionEnd is not null)
            {
                // Neither may hold its own end, and comments no two hyphens: a space between keeps them apart.
                _output.Append(value.Replace("-", " - ", StringComparison.Ordinal).Replace("?", " ? ", StringComparison.Ordinal));
            }
            else
            {
                Escape(value);
            }
        }

        private void AppendCData(char c)
        {
            if (c == '>' && _output.Length >= 2 && _output[^1] == ']' && _output[^2] == ']')
            {
                _output.Append("]]><![CDATA[");
            }

            _output.Append(c);
        }

        private void Escape(string value)
        {
            foreach (var c in value)
            {
                _ = c switch
                {
                    '&' => _output.Append("&amp;"),
                    '<' => _output.Append("&lt;"),
                    '>' => _output.Append("&gt;"),
                    '"' when _isInTag => _output.Append("&quot;"),
                    '\'' when _isInTag => _output.Append("&apos;"),
                    '\r' => _output.Append("&#xD;"),
                    '\n' when _isInTag => _output.Append("&#xA;"),
                    '\t' when _isInTag => _output.Append("&#x9;"),
                    _ => _output.Append(c),
                };
            }
        }
    }
}
