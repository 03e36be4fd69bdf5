using LeadDelivery.Core.Batches.Formats;

namespace LeadDelivery.Core.Batches.Packages;

/// <summary>What a file is called inside its package, and the package itself; the same where there is none.</summary>
public sealed record PackageNames(string Inner, string Outer)
{
    private const string Gzip = ".gz";
    private const string Zip = ".zip";

    /// <summary>
    /// The names for a file of the configured name: <c>leads.csv</c> becomes <c>leads.csv.gz</c>, or <c>leads.zip</c> with
    /// <c>leads.csv</c> in it. A name that has the package's ending already is the package's.
    /// </summary>
    public static PackageNames Of(string name, FileFormat format, Packaging packaging)
    {
        if (packaging.Gzip)
        {
            return name.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) && name.Length > Gzip.Length
                ? new(name[..^Gzip.Length], name)
                : new(name, name + Gzip);
        }

        if (packaging.Zip is null)
        {
            return new(name, name);
        }

        if (name.EndsWith(Zip, StringComparison.OrdinalIgnoreCase) && name.Length > Zip.Length)
        {
            return new(name[..^Zip.Length] + format.Ending, name);
        }

        // Only an ending that files have: `leads v1.2` has none.
        var ending = Path.GetExtension(name);
        return ending.Length is > 1 and <= 7 && ending.Length < name.Length && ending.AsSpan(1).ContainsAnyInRange('A', 'z')
            ? new(name, name[..^ending.Length] + Zip)
            : new(name, name + Zip);
    }
}
