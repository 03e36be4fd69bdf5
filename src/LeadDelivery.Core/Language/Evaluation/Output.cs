using System.Buffers;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>The text a template writes, in a rented buffer.</summary>
internal struct Output(Func<string, string>? encode)
{
    /// <summary>Holds most field values and URLs without growing.</summary>
    private const int FirstSize = 256;

    private char[] _buffer = ArrayPool<char>.Shared.Rent(FirstSize);
    private int _length;

    public void Literal(string text, ref Run run) => Append(text, ref run);

    public void Value(Value value, ref Run run)
    {
        if (!value.IsNull)
        {
            Append(encode is null ? value.ToText() : encode(value.ToText()), ref run);
        }
    }

    /// <summary>The text; gives the buffer back.</summary>
    public string Finish()
    {
        var text = new string(_buffer, 0, _length);
        // Consumer data must not linger in a shared buffer.
        ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        return text;
    }

    private void Append(string text, ref Run run)
    {
        if (_length + text.Length > LanguageLimits.MaxOutput)
        {
            run.Stop();
            return;
        }

        if (_length + text.Length > _buffer.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + text.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }
}
