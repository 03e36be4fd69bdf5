using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Web.Recipients;

namespace LeadDelivery.Embedded.Hosting;

/// <summary><c>preview DIR recipient lead.json</c>: the request as it would be sent, secrets masked.</summary>
internal sealed class PreviewCommand(TextWriter output, TextWriter errors)
{
    /// <summary>Prints it; the result is the exit code.</summary>
    public int Run(string folder, string recipientId, string leadFile)
    {
        var loaded = ConfigurationReport.Load(folder, errors);
        var lead = LeadFile.Read(leadFile, errors);
        if (loaded is not { } configuration || lead is null)
        {
            return ExitCodes.Misused;
        }

        if (!configuration.Catalog.Recipients.TryGetValue(recipientId, out var recipient))
        {
            var known = string.Join(", ", configuration.Catalog.Recipients.Keys.Order(StringComparer.Ordinal));
            errors.WriteLine($"there is no recipient {recipientId}, expected one of {known}");
            return ExitCodes.Misused;
        }

        var requests = new RequestBuilder(new RequestBuilderOptions { SandboxAddress = new Uri(HostOptionsReader.DefaultUrl) });
        var preview = RecipientPreview.Of(configuration.Catalog, recipient, lead, null, requests, TimeProvider.System);
        if (preview.Url is null)
        {
            foreach (var problem in preview.Problems)
            {
                errors.WriteLine(problem);
            }

            return ExitCodes.NotDone;
        }

        output.WriteLine($"{preview.Method} {preview.Url}");
        foreach (var (name, value) in preview.Headers)
        {
            output.WriteLine($"{name}: {value}");
        }

        output.WriteLine();
        output.WriteLine(preview.Body);
        return ExitCodes.Done;
    }
}
