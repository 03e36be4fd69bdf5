using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>The keys of <c>endpoint:</c> that say how the body is written.</summary>
internal static class FormatDocument
{
    public static readonly Key<string> Format = Key.Of(
        "format", new WordShape<string>([.. RequestFormats.All.Keys.Select(name => (name, name))]), "The format of the body.").Or("json", "json");

    public static readonly Key<string> Charset = Key.Of(
        "charset",
        new TextShape("a charset such as utf-8 or iso-8859-1", CheckCharset),
        "The body's charset; that of the Content-Type header where not given, and utf-8 where that names none.").Like("iso-8859-1");

    public static readonly Key<bool> Ascii = Key.Of("ascii", Is.Boolean, "Writes values in plain ASCII: é as e.").Or(false, "false");

    public static readonly Key<bool> Compress = Key.Of("compress", Is.Boolean, "Sends the body in gzip.").Or(false, "false");

    private static readonly Key<string> Root = Key.Of(
        "root",
        Is.Text,
        "The outermost element; where not given, the fields' only key is it, or lead is put around them.").Like("LeadRequest");

    private static readonly Key<bool> Declaration = Key.Of(
        "declaration", Is.Boolean, "Begins with <?xml version=\"1.0\" encoding=\"…\"?>.").Or(true, "true");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Namespaces = Key.Of(
        "namespaces",
        new MapShape<string>(Is.Text),
        "Prefixes and their namespaces, declared on the outermost element; \"\" is the default namespace.")
        .Like("{ v: \"urn:vendor:leads\" }");

    private static readonly Key<ImmutableArray<string>> CData = Key.Of(
        "cdata",
        new ListShape<string>(Is.Text) { TakesOne = true },
        "Paths of the fields whose text is written as CDATA.").Like("[ lead.notes ]");

    public static readonly Key<XmlOptions> Xml = Key.Of(
        "xml",
        new ObjectShape<XmlOptions>("How XML is written.", BuildXml, Root, Declaration, Namespaces, CData),
        "How XML is written.").Like("{ root: LeadRequest }");

    private static readonly Key<bool> Version = Key.Of(
        "version", new WordShape<bool>(("1.1", false), ("1.2", true)), "The version of SOAP.").Or(false, "1.1");

    private static readonly Key<Template> Action = Key.Of(
        "action",
        new TemplateShape("an action's URI", HttpTexts.HeaderValue),
        "The SOAPAction header of 1.1, the action of the content type of 1.2.").Like("\"urn:vendor:leads#Post\"");

    private static readonly Key<FieldMapping> Header = Key.Of(
        "header", new FieldsShape(), "Blocks of the envelope's header, written like fields.").Like("{ \"v:Partner\": \"P1\" }");

    private static readonly Key<string> UserName = new("username", Is.Text, "The user name.") { IsRequired = true };

    private static readonly Key<string> Password = Key.Of(
        "password",
        new TextShape("text, best a secret such as ${BUYER_PASSWORD}", p => p.Length == 0 ? "expected some text" : null) { IsSecret = true },
        "The password.").Required().Like("${BUYER_PASSWORD}");

    private static readonly Key<bool> Type = Key.Of(
        "type",
        new WordShape<bool>(("digest", true), ("text", false)),
        "Sends a digest of the password, or the password as text.").Or(true, "digest");

    private static readonly Key<TimeSpan> Timestamp = Key.Of(
        "timestamp", Is.Duration("1s", "24h"), "Adds a timestamp that expires after this long; none where not given.").Like("5m");

    private static readonly Key<SoapSecurity> Security = Key.Of(
        "security",
        new ObjectShape<SoapSecurity>("A WS-Security UsernameToken.", BuildSecurity, UserName, Password, Type, Timestamp),
        "A WS-Security UsernameToken.").Like("{ username: us, password: \"${BUYER_PASSWORD}\" }");

    public static readonly Key<SoapOptions> Soap = Key.Of(
        "soap",
        new ObjectShape<SoapOptions>("The SOAP envelope.", BuildSoap, Version, Action, Header, Security),
        "The SOAP envelope.").Like("{ action: \"urn:vendor:leads#Post\" }");

    private static readonly Key<bool> Nesting = Key.Of(
        "nesting", new WordShape<bool>(("brackets", false), ("dots", true)), "Names of nested fields: a[b] or a.b.").Or(false, "brackets");

    private static readonly Key<FormLists> Lists = Key.Of(
        "lists",
        new WordShape<FormLists>(
            ("repeat", FormLists.Repeat), ("brackets", FormLists.Brackets), ("indices", FormLists.Indices), ("comma", FormLists.Comma)),
        "Lists: a=1&a=2, a[]=1&a[]=2, a[0]=1&a[1]=2 or a=1,2.").Or(FormLists.Repeat, "repeat");

    private static readonly Key<bool> Brackets = Key.Of(
        "brackets", new WordShape<bool>(("escaped", false), ("raw", true)), "Brackets in names: %5B or [.").Or(false, "escaped");

    public static readonly Key<FormOptions> Form = Key.Of(
        "form",
        new ObjectShape<FormOptions>("How nested fields and lists are named.", BuildForm, Nesting, Lists, Brackets),
        "How nested fields and lists are named in forms and queries.").Like("{ nesting: dots }");

    private static string? CheckCharset(string name) => Delivery.Requests.Formats.Charset.Find(name) is null
        ? "is no charset for bodies, expected one such as utf-8, utf-16, iso-8859-1, windows-1252 or us-ascii" : null;

    private static XmlOptions BuildXml(ObjectReading xml)
    {
        var namespaces = xml.Has(Namespaces) ? xml.Get(Namespaces) : [];
        foreach (var (prefix, uri) in namespaces)
        {
            if (XmlNames.DeclarationProblem(prefix, uri) is { } problem)
            {
                xml.MistakeAt($"{Namespaces.Name}.{prefix}", problem);
            }
        }

        return new()
        {
            Root = xml.Get(Root),
            Declaration = xml.Get(Declaration),
            Namespaces = namespaces,
            CData = xml.Has(CData) ? [.. xml.Get(CData)] : [],
        };
    }

    private static SoapSecurity BuildSecurity(ObjectReading security) => new(
        security.Get(UserName), security.Get(Password), security.Get(Type), security.Find(Timestamp));

    private static SoapOptions BuildSoap(ObjectReading soap) => new()
    {
        IsVersion12 = soap.Get(Version),
        Action = soap.Get(Action),
        Header = soap.Get(Header),
        Security = soap.Get(Security),
    };

    private static FormOptions BuildForm(ObjectReading form) => new()
    {
        HasDots = form.Get(Nesting),
        Lists = form.Get(Lists),
        HasRawBrackets = form.Get(Brackets),
    };
}
