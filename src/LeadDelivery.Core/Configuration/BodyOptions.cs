using System.Collections.Immutable;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration;

/// <summary><c>xml:</c> of an endpoint: how an XML document is written.</summary>
public sealed record XmlOptions
{
    /// <summary>The outermost element; null: the only key of the fields is it, else <c>lead</c>.</summary>
    public string? Root { get; init; }

    /// <summary>True begins with <c>&lt;?xml version="1.0" encoding="…"?&gt;</c>.</summary>
    public bool Declaration { get; init; } = true;

    /// <summary>Prefixes and the namespaces they stand for, declared on the outermost element; "" is the default namespace.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Namespaces { get; init; } = [];

    /// <summary>Paths of the fields whose text is written as CDATA, list indexes left out: <c>lead.notes</c>.</summary>
    public ImmutableHashSet<string> CData { get; init; } = [];
}

/// <summary><c>soap:</c> of an endpoint.</summary>
public sealed record SoapOptions
{
    /// <summary>True for SOAP 1.2, false for 1.1.</summary>
    public bool IsVersion12 { get; init; }

    /// <summary>The <c>SOAPAction</c> header of 1.1, the <c>action</c> of the content type of 1.2; null for none.</summary>
    public Template? Action { get; init; }

    /// <summary>The blocks of the envelope's header; null for none.</summary>
    public FieldMapping? Header { get; init; }

    /// <summary>The WS-Security header; null for none.</summary>
    public SoapSecurity? Security { get; init; }
}

/// <summary>A WS-Security UsernameToken.</summary>
/// <param name="UserName">Sent as it is.</param>
/// <param name="Password">The secret.</param>
/// <param name="IsDigest">True sends Base64(SHA-1(nonce + created + password)) instead of the password.</param>
/// <param name="Timestamp">How long the message is valid, in a <c>wsu:Timestamp</c>; null for no timestamp.</param>
public sealed record SoapSecurity(string UserName, string Password, bool IsDigest, TimeSpan? Timestamp);

/// <summary><c>form:</c> of an endpoint: how nested fields and lists become names with values.</summary>
public sealed record FormOptions
{
    /// <summary>True: <c>a.b</c>; false: <c>a[b]</c>.</summary>
    public bool HasDots { get; init; }

    /// <summary>How lists of plain values are named.</summary>
    public FormLists Lists { get; init; }

    /// <summary>True leaves brackets in names as they are; false writes them %5B and %5D.</summary>
    public bool HasRawBrackets { get; init; }
}

/// <summary>The names of a list's items in a form.</summary>
public enum FormLists
{
    /// <summary><c>a=1&amp;a=2</c></summary>
    Repeat,

    /// <summary><c>a[]=1&amp;a[]=2</c></summary>
    Brackets,

    /// <summary><c>a[0]=1&amp;a[1]=2</c></summary>
    Indices,

    /// <summary><c>a=1,2</c></summary>
    Comma,
}
