using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;

namespace LeadDelivery.Embedded.Hosting;

/// <summary><c>send DIR flow lead.json</c>: delivers one lead for real, in a host of its own that is gone afterwards.</summary>
internal sealed class SendCommand(HostOptionsReader reader, TextWriter output, TextWriter errors)
{
    /// <summary>How long the outcome is waited for: the longest attempts with their retries take a few minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How long side deliveries may run on after the outcome, which they do not change.</summary>
    private static readonly TimeSpan SidePatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SideInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Delivers; the result is the exit code.</summary>
    public async Task<int> RunAsync(string folder, string flowId, string leadFile, GivenOptions given, CancellationToken cancellation)
    {
        var mistakes = new List<string>();
        var allow = reader.AllowPrivateNetwork(given, mistakes) ?? false;
        mistakes.ForEach(errors.WriteLine);
        var loaded = ConfigurationReport.Load(folder, errors);
        var fields = LeadFile.Read(leadFile, errors);
        if (mistakes.Count > 0 || loaded is not { } configuration || fields is null)
        {
            return ExitCodes.Misused;
        }

        if (!configuration.Catalog.Flows.TryGetValue(flowId, out var flow))
        {
            var known = string.Join(", ", configuration.Catalog.Flows.Keys.Order(StringComparer.Ordinal));
            errors.WriteLine($"there is no flow {flowId}, expected one of {known}");
            return ExitCodes.Misused;
        }

        var data = Directory.CreateTempSubdirectory("lead-delivery-send-");
        try
        {
            var options = new HostOptions
            {
                ConfigFolder = folder,
                DataFolder = data.FullName,
                Addresses = [new("127.0.0.1", 0)],
                AllowPrivateNetwork = allow,
            };
            await using var host = await EmbeddedHost.StartAsync(options, configuration.Files, cancellation);
            var source = SourceOf(configuration.Catalog, flowId);
            var submission = new Submission(configuration.Catalog, source, flow, fields, false, null, default);
            var view = await DeliverAsync(host, submission, cancellation);
            await host.StopAsync();
            Print(view);
            return view.Outcome is Outcome.Success or Outcome.Queued ? ExitCodes.Done : ExitCodes.NotDone;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.NotDone;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<LeadView> DeliverAsync(EmbeddedHost host, Submission submission, CancellationToken cancellation)
    {
        var result = await host.Leads.Submit(submission, cancellation);
        var id = result.LeadId ?? throw new InvalidOperationException($"the lead was not taken: {result.Status}");
        await host.Leads.WaitForOutcome(id, Patience, cancellation);
        var since = TimeProvider.System.GetTimestamp();
        while (!await host.EndedAsync(id, cancellation) && TimeProvider.System.GetElapsedTime(since) < SidePatience)
        {
            await Task.Delay(SideInterval, cancellation);
        }

        return (await host.Leads.Get(id, cancellation))!;
    }

    /// <summary>The first source that may send to the flow; where there is none, one without renames or cost.</summary>
    private static Source SourceOf(Catalog catalog, string flow) =>
        catalog.Sources.Values.OrderBy(s => s.Id, StringComparer.Ordinal).FirstOrDefault(s => s.Flows is null || s.Flows.Contains(flow))
        ?? new Source { Id = "send", Name = "send", KeyHash = default };

    private void Print(LeadView view)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var indented = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, indented))
        {
            LeadAnswer.WriteForOperator(writer, view);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
