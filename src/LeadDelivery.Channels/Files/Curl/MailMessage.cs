using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>One mail with one attachment.</summary>
internal sealed class MailMessage
{
    /// <summary>An encoded word is at most 75 characters (RFC 2047): 45 bytes, and what is around them.</summary>
    private const int WordBytes = 45;

    private readonly EmailDestination _to;
    private readonly FileTransfer _transfer;
    private readonly string _subject;

    public MailMessage(EmailDestination to, FileTransfer transfer)
    {
        (_to, _transfer) = (to, transfer);
        var values = new FileNameValues(transfer.Batch, transfer.Made, transfer.Rows) { File = transfer.Name };
        _subject = FileNaming.Fill(to.Subject, values);
        Text = FileNaming.Fill(to.Text, values).ReplaceLineEndings("\r\n");
        Problem = FarNames.HasControl(_subject) ? "the subject holds a line break or another control character"
            : to.To.IsDefaultOrEmpty ? "the mail goes to nobody"
            : to.To.Add(to.From).FirstOrDefault(address => !IsAddress(address)) is { } wrong ? "an address is not one: " + Shown(wrong)
            : null;
    }

    /// <summary>Why it cannot be sent; null where it can.</summary>
    public string? Problem { get; }

    /// <summary>Its text.</summary>
    public string Text { get; }

    /// <summary>Whose mail it is, as the server is greeted with.</summary>
    public string Domain => _to.From[(_to.From.LastIndexOf('@') + 1)..];

    /// <summary>Tells curl to make and send it.</summary>
    public void Write(CurlConfig config, string text, string attachment)
    {
        config.Set("mail-from", _to.From);
        foreach (var address in _to.To)
        {
            config.Set("mail-rcpt", address);
        }

        var type = MediaTypeHeaderValue.TryParse(_transfer.ContentType, out var parsed) ? parsed.MediaType! : "application/octet-stream";
        var disposition = Quoted("Content-Disposition: " + Disposition(_transfer.Name));
        config
            .Set("header", $"From: <{_to.From}>")
            .Set("header", "To: " + string.Join(", ", _to.To.Select(address => $"<{address}>")))
            .Set("header", "Subject: " + Encoded(_subject))
            .Set("header", "Date: " + Date(_transfer.Made))

            // The same for every try, so that mail servers that know it already can tell.
            .Set("header", $"Message-ID: <{_transfer.Id}.{_transfer.Batch}@leaddelivery>")
            .Set("form", $"=<{Quoted(text)};type=text/plain; charset=utf-8;encoder=quoted-printable")
            .Set("form", $"=@{Quoted(attachment)};type={type};encoder=base64;headers={disposition}");
    }

    private static string Disposition(string name) =>
        Ascii.IsValid(name) ? $"attachment; filename=\"{name.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""
        : $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";

    private static string Encoded(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var words = new List<string>();
        var bytes = new List<byte>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes.Count + rune.Utf8SequenceLength > WordBytes)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            var next = new byte[rune.Utf8SequenceLength];
            rune.EncodeToUtf8(next);
            bytes.AddRange(next);
        }

        return string.Join(' ', words.Append(Word(bytes)));
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";

    private static string Date(DateTimeOffset time) =>
        time.ToString("ddd, dd MMM yyyy HH':'mm':'ss ", CultureInfo.InvariantCulture)
        + $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{time.Offset.Duration():hhmm}";

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    // What could end a header or an SMTP command, or begin another address, is none.
    private static bool IsAddress(string text) =>
        text.IndexOf('@') is > 0 and var at && at < text.Length - 1 && text.LastIndexOf('@') == at
        && text.All(c => c is > ' ' and < '\x7f' && !"<>,;:\"\\()[]/".Contains(c));

    private static string Shown(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
