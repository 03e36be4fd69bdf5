namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>Writes a configuration folder: one source that may send to every flow, and the flows and recipients of a test.</summary>
internal sealed class ConfigFolder
{
    private const string Rules = """
        response:
          success: "json.status == 'accepted'"
          reason: json.message
          lead_id: json.leadId
          price: json.price
        """;

    public ConfigFolder(string path)
    {
        Path = path;
        Write("sources/tests.yaml", "name: Tests\nkey: ${SOURCE_KEY}\n");
    }

    public string Path { get; }

    /// <summary>Replaces a file at once, as a careful operator does: never half of it is seen.</summary>
    public ConfigFolder Write(string name, string yaml)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        var draft = file + ".draft";
        File.WriteAllText(draft, yaml);
        File.Move(draft, file, overwrite: true);
        return this;
    }

    public ConfigFolder Flow(string id, string plan) => Write($"flows/{id}.yaml", $"name: {id}\nplan: {plan}\n");

    /// <summary>An HTTP recipient that sends the lead's id and contact data under the delivery's key.</summary>
    public ConfigFolder Recipient(string id, string url, string more = "", string timeout = "{ connect: 2s, response: 10s, total: 15s }") =>
        Write($"recipients/{id}.yaml", $$$"""
            name: {{{id}}}
            type: http
            endpoint:
              url: "{{{url}}}"
              headers: { X-Idempotency-Key: "{{delivery.key}}" }
              timeout: {{{timeout}}}
            auth: { type: bearer, token: "${BUYER_TOKEN}" }
            fields:
              id: "{{lead.id}}"
              name: "{{lead.first_name}} {{lead.last_name}}"
              email: "{{lead.email}}"
              phone: "{{lead.phone_1}}"
            {{{Rules}}}
            {{{more}}}

            """);
}
