using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Web.Recipients;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>What <c>preview</c> is asked for.</summary>
/// <param name="Folder">The configuration's folder.</param>
/// <param name="Recipient">The recipient's id.</param>
/// <param name="LeadFile">A file with the lead's fields.</param>
/// <param name="Source">The source whose renames apply; null for none.</param>
/// <param name="IsPing">True for the recipient's ping.</param>
/// <param name="IsTest">True for the sandbox's URL.</param>
internal sealed record PreviewRequest(string Folder, string Recipient, string LeadFile, string? Source, bool IsPing, bool IsTest);

/// <summary><c>preview DIR recipient lead.json</c>: the request as it would be sent, secrets masked.</summary>
internal sealed class PreviewCommand(TextWriter output, TextWriter errors)
{
    /// <summary>Prints it; the result is the exit code.</summary>
    public int Run(PreviewRequest asked)
    {
        var loaded = ConfigurationReport.Load(asked.Folder, errors);
        var lead = LeadFile.Read(asked.LeadFile, errors);
        if (loaded is not { } configuration || lead is null)
        {
            return ExitCodes.Misused;
        }

        var catalog = configuration.Catalog;
        if (Find(catalog.Recipients, asked.Recipient, "recipient") is not { } recipient)
        {
            return ExitCodes.Misused;
        }

        if (recipient.Endpoint is null)
        {
            errors.WriteLine($"the recipient {asked.Recipient} is of type {recipient.Type}: it is sent no requests");
            return ExitCodes.Misused;
        }

        Source? source = null;
        if (asked.Source is not null && (source = Find(catalog.Sources, asked.Source, "source")) is null)
        {
            return ExitCodes.Misused;
        }

        if (asked.IsPing && recipient.Ping is null)
        {
            errors.WriteLine($"the recipient {asked.Recipient} has no ping");
            return ExitCodes.Misused;
        }

        var requests = new RequestBuilder(new RequestBuilderOptions { SandboxAddress = new Uri(HostOptionsReader.DefaultUrl) });
        var trial = new Trial(catalog, recipient, lead, source, asked.IsPing, asked.IsTest);
        Print(RecipientPreview.Of(trial, requests, TimeProvider.System), out var isWhole);
        return isWhole ? ExitCodes.Done : ExitCodes.NotDone;
    }

    private T? Find<T>(IReadOnlyDictionary<string, T> known, string id, string kind)
        where T : class
    {
        if (!known.TryGetValue(id, out var found))
        {
            errors.WriteLine($"there is no {kind} {id}, expected one of {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}");
        }

        return found;
    }

    private void Print(RecipientPreview preview, out bool isWhole)
    {
        isWhole = preview.Problems.IsEmpty;
        foreach (var problem in preview.Problems)
        {
            errors.WriteLine(problem);
        }

        if (preview.Url is null && preview.Body is null)
        {
            return;
        }

        output.WriteLine($"{preview.Method} {preview.Url ?? "(no URL)"}");
        foreach (var (name, value) in preview.Headers)
        {
            output.WriteLine($"{name}: {value}");
        }

        output.WriteLine();
        output.WriteLine(preview.Body);
    }
}
