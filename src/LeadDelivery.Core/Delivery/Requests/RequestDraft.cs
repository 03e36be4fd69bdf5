using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>A request while its parts come together: what the formats read and what they fill in.</summary>
internal sealed class RequestDraft(Endpoint endpoint, Scope scope, List<string> problems)
{
    /// <summary>How the recipient wants it.</summary>
    public Endpoint Endpoint => endpoint;

    /// <summary>What templates see.</summary>
    public Scope Scope => scope;

    /// <summary>Why it cannot be sent: path and reason, no consumer data.</summary>
    public List<string> Problems => problems;

    /// <summary>Where it goes; null after a problem.</summary>
    public Uri? Url { get; set; }

    /// <summary>Its headers without Content-Type.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; set; } = [];

    /// <summary>That of the configured headers; where they have none, the format's own.</summary>
    public string? ContentType { get; set; }

    /// <summary>In what the body is written.</summary>
    public Charset Charset { get; set; } = Charset.Utf8;

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The body for people; null where its bytes are that text.</summary>
    public string? ShownBody { get; private set; }

    /// <summary>The mapped document, in ASCII where that is asked for.</summary>
    public Value Document(FieldMapping fields) => Plain(fields.Build(scope, problems));

    /// <summary>A template's text, each value escaped, in ASCII before that where it is asked for.</summary>
    public string Render(Template template, Func<string, string> escape) =>
        template.Render(scope, endpoint.Ascii ? value => escape(AsciiText.Of(value)) : escape);

    /// <summary>Sets the body.</summary>
    /// <param name="shown">What people see instead of it; null where it is that text in the request's charset.</param>
    public void Write(ReadOnlyMemory<byte> body, string? shown = null)
    {
        Body = body;
        ShownBody = shown ?? (Charset.IsUtf8 ? null : Charset.Decode(body.Span));
    }

    /// <summary>Adds a header where the configuration sets none of that name.</summary>
    public void AddHeader(string name, string value)
    {
        if (!Headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            Headers = Headers.Add(new(name, HeaderText.Clean(value)));
        }
    }

    /// <summary>Puts the body into gzip; people still see its text.</summary>
    public void Compress()
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            gzip.Write(Body.Span);
        }

        ShownBody ??= Encoding.UTF8.GetString(Body.Span);
        Body = output.ToArray();
        Headers = Headers.RemoveAll(header => header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase));
        AddHeader("Content-Encoding", "gzip");
    }

    private Value Plain(Value value) => !endpoint.Ascii ? value : value.Kind switch
    {
        ValueKind.Text => Value.Of(AsciiText.Of(value.AsText)),
        ValueKind.List => Value.Of([.. value.AsList.Select(Plain)]),
        ValueKind.Object => Value.Of(ValueObject.From(value.AsObject.Members.Select(m => KeyValuePair.Create(m.Key, Plain(m.Value))))),
        _ => value,
    };
}
