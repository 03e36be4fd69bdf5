using System.Globalization;
using System.Text;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Embedded.Hosting;

namespace LeadDelivery.Bench.Parked;

/// <summary>Hands leads to a host in this process, as the API does with what it has read.</summary>
internal sealed class Intake(EmbeddedHost host, string flow)
{
    /// <summary>How long a lead waits that was pushed back: about as long as the commits ahead of it.</summary>
    private static readonly TimeSpan PushedBack = TimeSpan.FromMilliseconds(10);

    /// <summary>Hands in the lead of this number until it is taken.</summary>
    public async Task SubmitAsync(int number, CancellationToken cancellation)
    {
        var catalog = host.Catalogs.Current;
        var submission = new Submission(catalog, catalog.Sources["bench"], catalog.Flows[flow], Fields(number), false, null, default);
        while (true)
        {
            var result = await host.Leads.Submit(submission, cancellation);
            if (result.Status == IntakeStatus.Accepted)
                return;
            if (result.Status != IntakeStatus.Busy)
                throw new InvalidOperationException($"Lead {number} was not taken: {result.Status}.");
            await Task.Delay(PushedBack, cancellation);
        }
    }

    private static ValueObject Fields(int number) => ValueJson.Parse(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"first_name":"Ann","last_name":"O'Hara","email":"ann.{{number:d9}}@example.com","phone_1":"5{{number:d9}}","address_1":"12 Main Street",
        "city":"Sacramento","state":"CA","postal_code":"95814","dob":"1980-04-12","loan_amount":250000,"property_type":"single family",
        "credit_rating":"good","ip_address":"203.0.113.7","landing_page":"https://quotes.example/auto?utm_source=bench","comments":"Call after five."}
        """))).AsObject;
}
