using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>type: http</c> of a batch's destination.</summary>
internal static class HttpDestinationDocument
{
    /// <summary>A gigabyte takes a quarter of an hour at 10 Mbit/s; then the far side may read it for a while before it answers.</summary>
    private static readonly Timeouts DefaultTimeouts = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15));

    private static readonly string[] OfOneLead = ["lead", "source", "flow", "delivery", "submission", "appended", "ping"];

    private static readonly Key<string> Method = Key.Of(
        "method", new WordShape<string>(("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")), "The HTTP method.").Or("POST", "POST");

    private static readonly Key<ImmutableArray<AuthScheme>> Auth = Key.Of(
        "auth",
        new ListShape<AuthScheme>(AuthDocument.Scheme) { TakesOne = true },
        "How requests prove who sends them; all of a list are applied.").Like("{ type: bearer, token: \"${PARTNER_TOKEN}\" }");

    private static readonly Key<string> FormField = Key.Of(
        "form_field",
        new TextShape("a form field's name", text => RemoteTexts.LineMistake(text) ?? (text.Contains('"') ? "cannot hold quotes" : null)),
        "The form field that holds the file in a multipart body; without it the file is the body.").Like("file");

    private static readonly Key<ResponseRules> Response = Key.Of(
        "response", ResponseDocument.Shape, "How the reply as a whole is read; any 2xx takes the file where not given.")
        .Like("{ success: \"json.status == 'accepted'\" }");

    private static readonly Key<Expression> List = Rule("list", "Gives the list of rows.", "json.results").Required();

    private static readonly Key<Expression> Lead = Rule(
        "lead", "Gives the lead's id, from one row as `row`; without it rows are in the order that they were sent in.", "row.lead_id");

    private static readonly Key<Expression> Success = Rule("success", "Holds when the row was accepted.", "row.status == 'ok'").Required();

    private static readonly Key<Expression> Duplicate = Rule(
        "duplicate", "Holds when the recipient has the lead already.", "row.status == 'duplicate'");

    private static readonly Key<Expression> Reason = Rule("reason", "Its words.", "row.message");

    private static readonly Key<Expression> LeadId = Rule("lead_id", "Its own id of the lead.", "row.id");

    private static readonly Key<Expression> Price = Rule("price", "What it pays.", "row.price");

    private static readonly Key<bool> Others = Key.Of(
        "others",
        new WordShape<bool>(("error", false), ("success", true)),
        "What becomes of rows that the reply says nothing of: `success` where it names the refused ones alone.").Or(false, "error");

    private static readonly Key<RowReplyRules> Rows = Key.Of(
        "rows",
        new ObjectShape<RowReplyRules>(
            "How a bulk reply is read row by row.", BuildRows, List, Lead, Success, Duplicate, Reason, LeadId, Price, Others),
        "How a bulk reply is read row by row; without it the reply is about the whole file.")
        .Like("{ list: json.results, lead: row.lead_id, success: \"row.status == 'ok'\" }");

    public static ObjectShape<Destination> Shape(Key<string> type) => new(
        "An HTTP endpoint that takes whole files.",
        Build,
        type,
        EndpointDocument.Url,
        Method,
        EndpointDocument.Headers,
        EndpointDocument.Timeout,
        EndpointDocument.Tls,
        Auth,
        FormField,
        Response,
        Rows);

    private static Key<Expression> Rule(string name, string doc, string example) => Key.Of(name, Is.Expression, doc).Like($"\"{example}\"");

    private static HttpDestination Build(ObjectReading to)
    {
        var endpoint = new Endpoint
        {
            Url = to.Get(EndpointDocument.Url),
            Method = to.Get(Method)!,
            Headers = to.Has(EndpointDocument.Headers) ? to.Get(EndpointDocument.Headers) : [],
            Timeout = to.Get(EndpointDocument.Timeout) ?? DefaultTimeouts,
            Tls = to.Get(EndpointDocument.Tls),
        };
        CheckPaths(to, "url", endpoint.Url);
        foreach (var (name, template) in endpoint.Headers)
        {
            CheckPaths(to, $"headers.{name}", template);
        }

        return new()
        {
            Endpoint = endpoint,
            Auth = to.Has(Auth) ? to.Get(Auth) : [],
            FormField = to.Get(FormField),
            Response = to.Get(Response) ?? new(),
            Rows = to.Get(Rows),
        };
    }

    // A file is of many leads: what reads one of them would always be empty.
    private static void CheckPaths(ObjectReading to, string path, Template template)
    {
        if (template.Paths.FirstOrDefault(read => OfOneLead.Contains(read.Split('.')[0])) is { } wrong)
        {
            to.MistakeAt(path, $"`{wrong}` is of one lead, and a file is of many");
        }
    }

    private static RowReplyRules BuildRows(ObjectReading rows) => new()
    {
        List = rows.Get(List)!,
        Lead = rows.Get(Lead),
        Success = rows.Get(Success)!,
        Duplicate = rows.Get(Duplicate),
        OthersAccepted = rows.Get(Others),
        Reason = rows.Get(Reason),
        RecipientLeadId = rows.Get(LeadId),
        Price = rows.Get(Price),
    };
}
