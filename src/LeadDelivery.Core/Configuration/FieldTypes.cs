namespace LeadDelivery.Core.Configuration;

/// <summary>The types that a flow's acceptance rules know.</summary>
public static class FieldTypes
{
    /// <summary>Every name, as written in <c>type:</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["text", "email", "phone", "state", "zip", "number", "integer", "boolean", "date", "url", "ip"];
}
