using LeadDelivery.Core.Configuration.Documents;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Finds two sources with one key: which of them sent a lead could not be told.</summary>
internal static class SourceKeys
{
    /// <summary>Checks all sources.</summary>
    public static void Check(FolderFiles<Source> sources, List<Mistake> mistakes)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources.Read)
        {
            // Of a file with mistakes the key is known as it is written, which is the same text for the same secret.
            var written = source.Text(SourceDocument.ApiKey.Name) is { } text ? "written " + text : null;
            var hash = source is LoadedFile<Source> good ? "hash " + Convert.ToHexString(good.Value.KeyHash.Span) : null;
            var names = new[] { hash, written }.OfType<string>().ToList();
            if (names.Select(name => owners.GetValueOrDefault(name)).OfType<string>().FirstOrDefault() is { } owner)
            {
                mistakes.Add(source.MistakeAt(SourceDocument.ApiKey.Name, $"{owner} has the same key, expected one of its own"));
            }

            names.ForEach(name => owners.TryAdd(name, source.File));
        }
    }
}
