namespace LeadDelivery.Core.Configuration;

/// <summary>The configuration in force, and the versions that leads in flight began with.</summary>
public interface ICatalogs
{
    /// <summary>The version new leads are taken under.</summary>
    Catalog Current { get; }

    /// <summary>
    /// That version. Content under a hash never changes, so this is safe in orchestrations: the same name gives the same
    /// catalog on every replay. Throws <see cref="KeyNotFoundException"/> for one that was never in force here.
    /// </summary>
    Catalog Version(string version);
}
