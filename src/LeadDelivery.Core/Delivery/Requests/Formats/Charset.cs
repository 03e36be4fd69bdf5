using System.Collections.Concurrent;
using System.Text;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>What stands for a character that a charset lacks.</summary>
internal enum CharsetGap
{
    /// <summary>Something like it in ASCII, else a question mark.</summary>
    Likeness,

    /// <summary><c>\u20AC</c>, inside JSON strings.</summary>
    Json,

    /// <summary><c>&amp;#8364;</c>: XML text, and forms as browsers send them.</summary>
    Reference,
}

/// <summary>In what bytes a body is written: UTF-8, UTF-16 with a byte order mark, or a charset that holds ASCII as it is.</summary>
internal sealed class Charset
{
    // Names are few: they come from configuration, and from Content-Type headers that name a known one.
    private static readonly ConcurrentDictionary<string, Charset> Known = new(StringComparer.OrdinalIgnoreCase);

    private readonly Encoding[] _encodings;

    private Charset(string name, Func<EncoderFallback, Encoding> create)
    {
        Name = name;
        _encodings = [.. Enum.GetValues<CharsetGap>().Select(gap => create(new GapFallback(gap)))];
    }

    /// <summary>What is used where nothing else is said.</summary>
    public static Charset Utf8 { get; } = new("utf-8", _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>As Content-Type and XML declarations name it.</summary>
    public string Name { get; }

    /// <summary>True for UTF-8.</summary>
    public bool IsUtf8 => ReferenceEquals(this, Utf8);

    /// <summary>True where each ASCII character is its own byte.</summary>
    public bool HoldsAscii => Name != "utf-16";

    /// <summary>The encoding, for writers that have their own way with what it lacks.</summary>
    public Encoding Encoding => _encodings[0];

    /// <summary>The charset of that name; null where it is unknown or not one for bodies.</summary>
    public static Charset? Find(string name)
    {
        if (name.Equals(Utf8.Name, StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return Utf8;
        }

        if (Known.TryGetValue(name, out var charset))
        {
            return charset;
        }

        // All names of a charset lead to one instance.
        charset = Create(name);
        return charset is null ? null : Known.GetOrAdd(name, Known.GetOrAdd(charset.Name, charset));
    }

    /// <summary>The bytes of a text.</summary>
    /// <param name="gap">What stands for what the charset lacks.</param>
    public byte[] Encode(string text, CharsetGap gap)
    {
        var encoding = _encodings[(int)gap];
        return [.. encoding.Preamble, .. encoding.GetBytes(text)];
    }

    /// <summary>The bytes of a piece of text that stands inside a larger one.</summary>
    public byte[] EncodePiece(string text, CharsetGap gap) => _encodings[(int)gap].GetBytes(text);

    /// <summary>The text of bytes that this charset wrote.</summary>
    public string Decode(ReadOnlySpan<byte> bytes) =>
        Encoding.GetString(bytes.StartsWith(Encoding.Preamble) ? bytes[Encoding.Preamble.Length..] : bytes);

    /// <summary>True when nothing of the text is lacking.</summary>
    public bool Holds(string text) =>
        IsUtf8 || !HoldsAscii || Ascii.IsValid(text) || Decode(EncodePiece(text, CharsetGap.Reference)) == text;

    private static Charset? Create(string name)
    {
        if (name.Equals("utf-16", StringComparison.OrdinalIgnoreCase))
        {
            return new("utf-16", _ => new UnicodeEncoding(bigEndian: false, byteOrderMark: true));
        }

        if (Find(name, EncoderFallback.ReplacementFallback) is not { } encoding || !IsPlain(encoding))
        {
            return null;
        }

        return new(encoding.WebName.ToLowerInvariant(), fallback => Find(name, fallback)!);
    }

    private static Encoding? Find(string name, EncoderFallback fallback)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, fallback, DecoderFallback.ReplacementFallback)
                ?? Encoding.GetEncoding(name, fallback, DecoderFallback.ReplacementFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // Markup, digits and escapes are ASCII: a charset that writes those otherwise, or switches between states, is none for bodies.
    private static bool IsPlain(Encoding encoding)
    {
        var ascii = new byte[128];
        for (var i = 0; i < ascii.Length; i++)
        {
            ascii[i] = (byte)i;
        }

        return encoding.GetBytes(Encoding.ASCII.GetString(ascii)).AsSpan().SequenceEqual(ascii)
            && !encoding.WebName.Contains("2022", StringComparison.Ordinal) && !encoding.WebName.Contains("5022", StringComparison.Ordinal);
    }

    private static string Instead(Rune rune, CharsetGap gap) => gap switch
    {
        CharsetGap.Json when rune.IsBmp => $"\\u{rune.Value:X4}",
        CharsetGap.Json => string.Concat(rune.ToString().Select(half => $"\\u{(int)half:X4}")),
        CharsetGap.Reference => $"&#{rune.Value};",
        _ => AsciiText.Of(rune.ToString()) is { Length: > 0 } likeness ? likeness : "?",
    };

    private sealed class GapFallback(CharsetGap gap) : EncoderFallback
    {
        // Two escaped halves of one character: \ud83d\ude00.
        public override int MaxCharCount => 12;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer(gap);

        private sealed class Buffer(CharsetGap gap) : EncoderFallbackBuffer
        {
            private string _text = "";
            private int _next;

            public override int Remaining => _text.Length - _next;

            public override bool Fallback(char charUnknown, int index) =>
                Start(Rune.TryCreate(charUnknown, out var rune) ? rune : Rune.ReplacementChar);

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
                Start(new Rune(charUnknownHigh, charUnknownLow));

            public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }

                _next--;
                return true;
            }

            public override void Reset() => (_text, _next) = ("", 0);

            private bool Start(Rune rune)
            {
                (_text, _next) = (Instead(rune, gap), 0);
                return true;
            }
        }
    }
}
