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
                : new(name, Safe(name + Gzip));
        }

        if (packaging.Zip is null)
        {
            return new(name, name);
        }

        if (name.EndsWith(Zip, StringComparison.OrdinalIgnoreCase) && name.Length > Zip.Length)
        {
            return new(name[..^Zip.Length] + format.Ending, name);
        }

        return new(name, Safe(FileNames.WithoutEnding(name) + Zip));
    }

    // The ending may have made it too long.
    private static string Safe(string name) => FileNames.Safe(name, name);
}
