using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>The sample that a start without a configuration runs on.</summary>
internal static class Quickstart
{
    /// <summary>The sample source's key, as its file shows it to everybody.</summary>
    public const string SourceKey = "demo-source-key";

    private const string Folder = "samples/quickstart";

    private const string FlowId = "quickstart";

    private const string Lead =
        """{"first_name":"Ann","last_name":"Smith","email":"ann.smith@example.com","phone_1":"(512) 555-0143","state":"TX"}""";

    /// <summary>The sample's folder: from here or a folder above, from the program's or one above, or beside the program.</summary>
    public static string? Find() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    /// <summary>A command that submits a lead and shows what became of it. No key is in it but the sample's.</summary>
    public static string? CurlLine(Catalog catalog, Uri address)
    {
        var flow = catalog.Flows.ContainsKey(FlowId) ? FlowId : catalog.Flows.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
        if (flow is null)
        {
            return null;
        }

        var sample = SHA256.HashData(Encoding.UTF8.GetBytes(SourceKey));
        var known = catalog.Sources.Values.Any(source =>
            source.KeyHash.Span.SequenceEqual(sample) && (source.Flows is null || source.Flows.Contains(flow)));
        var key = known ? SourceKey : "YOUR-SOURCE-KEY";
        var url = new Uri(address, $"/api/flows/{flow}/leads?wait=20");
        return $"curl -s '{url}' -H 'X-Api-Key: {key}' -H 'Content-Type: application/json' -d '{Lead}'";
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Folder);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
