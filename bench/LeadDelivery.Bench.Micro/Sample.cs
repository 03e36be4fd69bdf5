using System.Diagnostics;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Bench.Micro;

/// <summary>One recipient of 20 fields and one lead for it.</summary>
internal static class Sample
{
    /// <summary>A recipient as people write them: nested, with formats, a map and a choice.</summary>
    public const string Recipient =
        """
        endpoint: { url: https://api.buyer.example/leads, headers: { X-Idempotency-Key: "{{delivery.key}}" } }
        auth: { type: bearer, token: token-of-the-benchmark }
        fields:
          reference: "{{lead.id}}"
          firstName: "{{lead.first_name}}"
          lastName: "{{lead.last_name}}"
          fullName: "{{lead.first_name}} {{lead.last_name}}"
          email: "{{lead.email}}"
          contact:
            phones: ["{{lead.phone_1}}", "{{lead.phone_2}}"]
            mobile: "{{format lead.phone_1 '###-###-####'}}"
            consent: true
          address: { street: "{{lead.address_1}}", city: "{{lead.city}}", state: "{{lead.state}}", zip: "{{lead.postal_code}}" }
          dob: "{{lead.dob}}"
          loan: { amount: "{{lead.loan_amount}}", purpose: "{{lead.purpose}}", property: "{{lead.property_type}}" }
          residence: { $value: "{{lead.home}}", $map: { own: O, rent: R } }
          ip: "{{lead.ip_address}}"
          certificate: "{{lead.trustedform_cert_url}}"
          source: "{{source.name}}"
        response:
          success: json.status == 'accepted'
          duplicate: json.status == 'duplicate'
          reason: json.message
          lead_id: json.leadId
          price: json.price
        """;

    private const string Sent =
        """
        {"first_name":"Ann","last_name":"O'Neil","email":"ann@example.com","phone_1":"5125550142","phone_2":"5125550143","address_1":"12 Main St",
         "city":"Austin","state":"TX","postal_code":"78701","dob":"1985-04-07","loan_amount":250000,"purpose":"purchase","property_type":"single",
         "home":"own","ip_address":"203.0.113.9","trustedform_cert_url":"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"}
        """;

    public static Catalog Catalog { get; } = Load(1);

    /// <summary>A configuration with that many recipients.</summary>
    public static Catalog Load(int recipients)
    {
        var result = CatalogLoader.Load(Files(recipients), new NoSecrets());
        return result.Catalog ?? throw new InvalidOperationException(result.Mistakes[0].ToString());
    }

    public static ConfigurationFiles Files(int recipients) => ConfigurationFiles.Of(
    [
        ("sources/partner.yaml", "key: key-of-the-partner\nname: Partner X\n"),
        ("flows/one.yaml", "plan: buyer-0\n"),
        .. Enumerable.Range(0, recipients).Select(i => ($"recipients/buyer-{i}.yaml", Recipient)),
    ]);

    public static LeadScope Scope()
    {
        var (source, flow) = (Catalog.Sources["partner"], Catalog.Flows["one"]);
        var now = new DateTimeOffset(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);
        var fields = ValueJson.Parse(Encoding.UTF8.GetBytes(Sent)).AsObject;
        var lead = LeadIntake.Draft(new(Catalog, source, flow, fields, false, null, default), "01JD0000000000000000000000", now, LeadKey.None);
        return new(lead, source, flow, now) { Recipient = Catalog.Recipients["buyer-0"], DeliveryKey = "01JD0000000000000000000000-1", Attempt = 1 };
    }

    /// <summary>A new secret store that knows none.</summary>
    public static ISecretStore Secrets { get; } = new NoSecrets();

    /// <summary>Runs it for three seconds: the runtime counts calls, waits, and compiles again in the background.</summary>
    public static void Warm(Action work)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(3);)
        {
            work();
        }
    }

    private sealed class NoSecrets : ISecretStore
    {
        public string? Find(string name) => null;
    }
}
