namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Recipients that back each other up in a circle would be tried for ever: a mistake.</summary>
internal static class Backups
{
    /// <summary>The backup that a recipient's file names, whatever else is wrong with it; null for none.</summary>
    public static string? Of(ReadFile recipient) => recipient.Text("backup");

    /// <summary>Checks all recipients; each circle is named once, at its first file.</summary>
    public static void Check(IReadOnlyList<ReadFile> recipients, List<Mistake> mistakes)
    {
        var files = recipients.DistinctBy(file => file.Id).ToDictionary(file => file.Id, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var first in files.Keys)
        {
            var chain = new List<string>();
            for (var at = first; at is not null && files.TryGetValue(at, out var file) && seen.Add(at); at = Of(file))
            {
                chain.Add(at);
            }

            if (chain.Count > 0 && Of(files[chain[^1]]) is { } back && chain.IndexOf(back) is var start and >= 0)
            {
                var circle = string.Join(" → ", chain.Skip(start).Append(back));
                mistakes.Add(files[back].MistakeAt("backup", $"goes round in a circle: {circle}; expected an end"));
            }
        }
    }
}
