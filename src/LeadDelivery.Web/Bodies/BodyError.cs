namespace LeadDelivery.Web.Bodies;

/// <summary>Where and why a body cannot be read.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in characters.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record BodyError(int Line, int Column, string Message)
{
    /// <summary>The error at a byte of the body.</summary>
    internal static BodyError At(ReadOnlySpan<byte> utf8, int offset, string message)
    {
        var before = utf8[..Math.Clamp(offset, 0, utf8.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var column = 1;
        foreach (var b in before[lineStart..])
        {
            // Continuation bytes belong to the character before them.
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return new(before.Count((byte)'\n') + 1, column, message);
    }
}
