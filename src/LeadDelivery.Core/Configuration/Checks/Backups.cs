namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Recipients that back each other up in a circle would be tried for ever: a mistake.</summary>
internal static class Backups
{
    /// <summary>Checks all recipients; each circle is named once, at its first file.</summary>
    public static void Check(IReadOnlyList<LoadedFile<Recipient>> recipients, List<Mistake> mistakes)
    {
        var files = recipients.DistinctBy(file => file.Value.Id).ToDictionary(file => file.Value.Id, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var first in files.Keys)
        {
            var chain = new List<string>();
            for (var at = first; at is not null && files.TryGetValue(at, out var file) && seen.Add(at); at = file.Value.Backup)
            {
                chain.Add(at);
            }

            if (chain.Count > 0 && files[chain[^1]].Value.Backup is { } back && chain.IndexOf(back) is var start and >= 0)
            {
                var circle = string.Join(" → ", chain.Skip(start).Append(back));
                mistakes.Add(files[back].MistakeAt("backup", $"goes round in a circle: {circle}; expected an end"));
            }
        }
    }
}
