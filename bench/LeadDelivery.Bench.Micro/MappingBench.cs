using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HandlebarsDotNet;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Bench.Micro;

/// <summary>From a lead to the bytes of a JSON request of 20 fields.</summary>
public class MappingBench : IDisposable
{
    private readonly LeadScope _scope = Sample.Scope();
    private readonly Recipient _recipient = Sample.Catalog.Recipients["buyer-0"];
    private readonly RequestBuilder _builder = new(new RequestBuilderOptions());
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly List<string> _problems = [];
    private readonly Utf8JsonWriter _writer;
    private readonly HandlebarsTemplate<object, object> _handlebars;
    private readonly object _model;

    public MappingBench()
    {
        _writer = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _handlebars = Handlebars.Compile(
            """
            {"reference":"{{lead.id}}","firstName":"{{lead.first_name}}","lastName":"{{lead.last_name}}","fullName":"{{lead.first_name}} {{lead.last_name}}",
            "email":"{{lead.email}}","contact":{"phones":["{{lead.phone_1}}","{{lead.phone_2}}"],"mobile":"{{lead.phone_1}}","consent":true},
            "address":{"street":"{{lead.address_1}}","city":"{{lead.city}}","state":"{{lead.state}}","zip":"{{lead.postal_code}}"},"dob":"{{lead.dob}}",
            "loan":{"amount":{{lead.loan_amount}},"purpose":"{{lead.purpose}}","property":"{{lead.property_type}}"},
            "residence":"{{lead.home}}","ip":"{{lead.ip_address}}","certificate":"{{lead.trustedform_cert_url}}","source":"{{source.name}}"}
            """);
        var lead = new Dictionary<string, object> { ["id"] = "01JD0000000000000000000000" };
        _scope.TryRoot("lead", out var document);
        foreach (var field in document.AsObject.Members)
        {
            lead[field.Key] = field.Value.ToText();
        }

        _model = new Dictionary<string, object> { ["lead"] = lead, ["source"] = new Dictionary<string, object> { ["name"] = "Partner X" } };
    }

    /// <summary>Until the runtime has compiled all of it for good, which a busy machine delays beyond the warm-up.</summary>
    [GlobalSetup]
    public void Warm() => Sample.Warm(() =>
    {
        Mapping();
        Request();
        HandlebarsNet();
    });

    /// <summary>The mapping alone, into a buffer that is used again. Target: under 5 µs and 4 KB.</summary>
    [Benchmark(Baseline = true)]
    public int Mapping()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        _recipient.Fields!.Write(_scope, _writer, _problems);
        _writer.Flush();
        return _buffer.WrittenCount;
    }

    /// <summary>The whole request: URL, headers, body in memory of its own.</summary>
    [Benchmark]
    public BuiltRequest Request() => _builder.Build(_recipient, _scope, test: false, attempt: 1);

    /// <summary>The same 20 values put into one text by Handlebars.Net (which escapes HTML, not JSON, and formats nothing).</summary>
    [Benchmark]
    public string HandlebarsNet() => _handlebars(_model);

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }
}
