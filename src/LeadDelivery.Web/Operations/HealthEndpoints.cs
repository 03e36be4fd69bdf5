using System.Text.Json;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LeadDelivery.Web.Operations;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: no key, no details beyond a word.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/health/live", Methods.Read, () => new JsonAnswer(200, writer => WriteStatus(writer, "live", [])));
        endpoints.MapMethods("/health/ready", Methods.Read, (HostState state) =>
        {
            var obstacles = state.NotReady();
            return obstacles.Count == 0
                ? new JsonAnswer(200, writer => WriteStatus(writer, "ready", []))
                : new JsonAnswer(503, writer => WriteStatus(writer, "not ready", obstacles));
        });
    }

    private static void WriteStatus(Utf8JsonWriter writer, string status, IReadOnlyList<string> obstacles)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, status);
        if (obstacles.Count > 0)
        {
            writer.WriteStartArray("obstacles"u8);
            foreach (var obstacle in obstacles)
            {
                writer.WriteStringValue(obstacle);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
