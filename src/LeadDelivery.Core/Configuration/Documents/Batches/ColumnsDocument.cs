using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>columns:</c> of a batch.</summary>
internal static class ColumnsDocument
{
    /// <summary>The longest header: the widest cell that sheets show.</summary>
    private const int LongestName = 255;

    public static readonly Key<ImmutableArray<KeyValuePair<string, BatchColumn>>> Columns = Key.Of(
        "columns",
        new MapShape<BatchColumn>(new ColumnShape(), Name),
        "The columns in their order, by header: texts with {{ }} are templates, other values are written as they are.")
        .Required().Like("{ lead_id: \"{{lead.id}}\", first: \"{{lead.first_name}}\" }");

    /// <summary>The columns of a batch, those of <c>checks.required</c> among them marked.</summary>
    public static ImmutableArray<BatchColumn> Of(ObjectReading batch, FileFormat format, IReadOnlyCollection<string> required)
    {
        var columns = batch.Get(Columns);
        foreach (var (name, _) in columns)
        {
            if (format is XmlFormat && XmlRowNames.ColumnMistake(name) is { } wrong)
            {
                batch.MistakeAt($"columns.{name}", wrong);
            }
        }

        foreach (var name in required.Where(name => columns.All(c => c.Key != name)))
        {
            batch.MistakeAt("checks.required", $"`{name}` is no column, {Suggestion.For(name, columns.Select(c => c.Key))}");
        }

        ImmutableArray<BatchColumn> named =
            [.. columns.Select(c => c.Value with { Name = c.Key, Required = c.Value.Required || required.Contains(c.Key) })];
        foreach (var (path, mistake) in ColumnMistakes.Of(format, named))
        {
            batch.MistakeAt(path, mistake);
        }

        return named;
    }

    private static string? Name(string name) =>
        string.IsNullOrWhiteSpace(name) ? "expected a column's name"
        : name.Length > LongestName ? $"a column's name has at most {LongestName} characters"
        : name.Any(char.IsControl) ? "a column's name cannot hold control characters or line breaks"
        : null;
}
