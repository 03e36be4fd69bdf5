namespace LeadDelivery.Web.Api;

/// <summary>The methods that endpoints answer.</summary>
internal static class Methods
{
    /// <summary>HEAD goes wherever GET goes; the answer's body is left out.</summary>
    public static readonly string[] Read = ["GET", "HEAD"];
}
