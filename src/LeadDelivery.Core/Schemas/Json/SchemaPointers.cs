using System.Globalization;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>JSON pointers (RFC 6901) within a schema document.</summary>
internal static class SchemaPointers
{
    public static string Member(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Item(string pointer, int index) => $"{pointer}/{index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The names and indexes that it goes along.</summary>
    public static IEnumerable<string> Names(string pointer) => pointer.Split('/').Skip(1)
        .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    /// <summary>What stands there; null for nothing.</summary>
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        var at = root;
        foreach (var name in Names(pointer))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }
}
