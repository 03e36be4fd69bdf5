using System.Text;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files;

/// <summary>What may be a file's name on the far side.</summary>
internal static class FarNames
{
    /// <summary>What the file systems of the field take, in bytes of UTF-8.</summary>
    private const int Longest = 255;

    /// <summary>Null for a usable name, else what is wrong with it.</summary>
    public static string? Problem(string name) =>
        name.Length == 0 || name.AsSpan().Trim(' ').IsEmpty ? "the file has no name"
        : name is "." or ".." || name.AsSpan().ContainsAny('/', '\\') ? "the file's name holds a folder"
        : HasControl(name) ? "the file's name holds a control character"
        : Encoding.UTF8.GetByteCount(name) > Longest ? $"the file's name is longer than {Longest} bytes"
        : null;

    /// <summary>The same of a transfer, whose temporary name is longer.</summary>
    public static string? Problem(FileTransfer transfer) =>
        Problem(transfer.Name) ?? (Problem(transfer.TemporaryName) is null ? null
            : $"the file's name is too long: with the temporary name's ends it exceeds {Longest} bytes");

    /// <summary>Whether a text holds what would end a line or a command, or half a character.</summary>
    public static bool HasControl(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return true;
            }
        }

        return false;
    }
}
