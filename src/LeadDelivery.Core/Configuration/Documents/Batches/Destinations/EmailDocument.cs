using System.Collections.Immutable;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>type: email</c></summary>
internal static class EmailDocument
{
    /// <summary>RFC 5321's longest address.</summary>
    private const int LongestAddress = 254;

    private const int MostAddresses = 50;

    /// <summary>What mail servers take without cutting.</summary>
    private const int LongestSubject = 250;

    private static readonly EmailDestination Default = new() { Host = "", From = "", To = [] };

    private static readonly TextShape Address = new("an address such as leads@partner.com", AddressMistake);

    private static readonly Key<int> Port = RemoteTexts.Port("TCP port: 587, 465 where TLS is implicit, 25 without.");

    private static readonly Key<MailTls> Tls = Key.Of(
        "tls",
        new WordShape<MailTls>(("starttls", MailTls.StartTls), ("implicit", MailTls.Implicit), ("none", MailTls.None)),
        "How the connection is protected: STARTTLS (demanded), from the first byte, or not at all.").Or(MailTls.StartTls, "starttls");

    private static readonly Key<string> User = Key.Of("user", RemoteTexts.Line("a user's name"), "Who logs in; nobody where not given.")
        .Like("leads");

    private static readonly Key<string> Password = Key.Of("password", RemoteTexts.Secret("MAIL_PASSWORD"), "The login's password.")
        .Like("${MAIL_PASSWORD}");

    private static readonly Key<string> From = Key.Of("from", Address, "The sender's address.").Required().Like("leads@example.com");

    private static readonly Key<ImmutableArray<string>> To = Key.Of(
        "to", new ListShape<string>(Address, least: 1) { TakesOne = true }, "The address, or addresses, that the file goes to.")
        .Required().Like("buyer@partner.com");

    private static readonly Key<string> Subject = Key.Of(
        "subject",
        new PlainTextShape<string>("a subject", ReadSubject),
        "The subject; {batch}, {date}, {count} and the other words of file names stand for themselves.")
        .Or(Default.Subject, $"\"{Default.Subject}\"");

    private static readonly Key<string> Text = Key.Of(
        "text", new PlainTextShape<string>("text", ReadText), "The text; the same words.").Or(Default.Text, $"\"{Default.Text}\"");

    public static ObjectShape<Destination> Shape(Key<string> type) => new(
        "A mailbox that gets files as attachments.",
        Build,
        type,
        RemoteTexts.Host,
        Port,
        Tls,
        User,
        Password,
        From,
        To,
        Subject,
        Text,
        RemoteTexts.Authority);

    private static EmailDestination Build(ObjectReading to)
    {
        var tls = to.Get(Tls);
        if (to.Has(User) != to.Has(Password))
        {
            to.Mistake(to.Has(User) ? User : Password, "expected both user and password, or neither");
        }

        if (to.Has(Password) && tls == MailTls.None)
        {
            to.Mistake(Password, "is not sent without TLS, where anybody on the way could read it; expected tls: starttls or implicit");
        }

        if (to.Get(To).Length > MostAddresses)
        {
            to.Mistake(To, $"expected at most {MostAddresses} addresses");
        }

        return new()
        {
            Host = to.Get(RemoteTexts.Host)!,
            Port = to.Find(Port) ?? tls switch { MailTls.Implicit => 465, MailTls.None => 25, _ => Default.Port },
            Tls = tls,
            User = to.Get(User),
            Password = to.Get(Password),
            From = to.Get(From)!,
            To = to.Get(To),
            Subject = to.Get(Subject)!,
            Text = to.Get(Text)!,
            Authority = to.Get(RemoteTexts.Authority),
        };
    }

    private static string? ReadSubject(string text, out string? mistake)
    {
        mistake = text.Length > LongestSubject ? $"expected at most {LongestSubject} characters"
            : RemoteTexts.LineMistake(text) ?? FileNaming.TextMistake(text);
        return text;
    }

    private static string? ReadText(string text, out string? mistake)
    {
        mistake = FileNaming.TextMistake(text);
        return text;
    }

    private static string? AddressMistake(string text)
    {
        var at = text.LastIndexOf('@');
        var isAddress = at > 0 && text.Length <= LongestAddress && text.IndexOf('@') == at
            && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';' or '"')
            && Uri.CheckHostName(text[(at + 1)..]) == UriHostNameType.Dns;
        return isAddress ? null : "is no address, expected one such as leads@partner.com";
    }
}
