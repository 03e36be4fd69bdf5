using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <content>How the values of words are read: what has the wrong kind is a mistake.</content>
internal sealed partial class SchemaCompiler
{
    private SchemaNode? One(JsonElement schema, string pointer, string word) =>
        schema.TryGetProperty(word, out _) ? Node(SchemaPointers.Member(pointer, word)) : null;

    private ImmutableArray<SchemaNode> Nodes(JsonElement schema, string pointer, string word)
    {
        if (!schema.TryGetProperty(word, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            Mistake(pointer, word, "expected a list of schemas");
            return [];
        }

        var at = SchemaPointers.Member(pointer, word);
        return [.. Enumerable.Range(0, list.GetArrayLength()).Select(i => Node(SchemaPointers.Item(at, i)))];
    }

    private IEnumerable<KeyValuePair<string, SchemaNode>> Map(JsonElement schema, string pointer, string word)
    {
        if (!schema.TryGetProperty(word, out var map))
        {
            return [];
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            Mistake(pointer, word, "expected an object of schemas");
            return [];
        }

        var at = SchemaPointers.Member(pointer, word);
        return map.EnumerateObject().Select(m => m.Name).Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, Node(SchemaPointers.Member(at, name))));
    }

    private ImmutableArray<string> Names(JsonElement list, string pointer, string word)
    {
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(name => name.GetString()!)];
        }

        Mistake(pointer, word, "expected a list of names");
        return [];
    }

    private string? Text(JsonElement schema, string pointer, string word)
    {
        if (!schema.TryGetProperty(word, out var text))
        {
            return null;
        }

        if (text.ValueKind != JsonValueKind.String)
        {
            Mistake(pointer, word, "expected text");
            return null;
        }

        return text.GetString();
    }

    private ExactNumber? Number(JsonElement schema, string pointer, string word)
    {
        if (!schema.TryGetProperty(word, out var element))
        {
            return null;
        }

        var number = ExactNumber.Of(element);
        if (number is null)
        {
            Mistake(pointer, word, "expected a number");
        }

        return number;
    }

    private decimal? Count(JsonElement schema, string pointer, string word)
    {
        if (!schema.TryGetProperty(word, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var count) && count >= 0 && decimal.IsInteger(count))
        {
            return decimal.Parse(count.ToString("0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        Mistake(pointer, word, "expected a whole number, 0 or more");
        return null;
    }

    private SchemaPattern? Pattern(string text, string pointer, string word)
    {
        if (SchemaPattern.TryCompile(text, out var pattern, out var problem))
        {
            return pattern;
        }

        Mistake(pointer, word, problem);
        return null;
    }

    private void Mistake(string pointer, string word, string message) => _mistake(SchemaPointers.Member(pointer, word), message);
}
