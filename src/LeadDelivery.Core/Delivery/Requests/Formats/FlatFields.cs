using System.Globalization;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>A name with its value.</summary>
/// <param name="Name">Its path, written as the options say.</param>
/// <param name="Value">A plain value; or an object which its format takes whole.</param>
/// <param name="IsOfList">True for an item of a list, of which there may be more under the same name.</param>
internal readonly record struct FlatField(string Name, Value Value, bool IsOfList)
{
    /// <summary>The value as text; nothing for null.</summary>
    public string Text => Value.ToText();
}

/// <summary>From a document to names with values, in order.</summary>
internal static class FlatFields
{
    /// <summary>The names with values; null with a problem where the document is no object.</summary>
    /// <param name="isWhole">True for an object that is a value of its own, such as a file.</param>
    public static List<FlatField>? Of(
        Value document, FormOptions options, ICollection<string> problems, Func<ValueObject, bool>? isWhole = null)
    {
        if (document.Kind != ValueKind.Object)
        {
            problems.Add("fields: this format takes names with values");
            return null;
        }

        var flat = new List<FlatField>(document.AsObject.Count);
        foreach (var (name, value) in document.AsObject.Members)
        {
            Add(flat, name, value, options, isWhole, isOfList: false);
        }

        return flat;
    }

    private static void Add(
        List<FlatField> flat, string name, Value value, FormOptions options, Func<ValueObject, bool>? isWhole, bool isOfList)
    {
        switch (value.Kind)
        {
            case ValueKind.Object when isWhole?.Invoke(value.AsObject) != true:
                foreach (var (member, inner) in value.AsObject.Members)
                {
                    Add(flat, options.HasDots ? $"{name}.{member}" : $"{name}[{member}]", inner, options, isWhole, isOfList);
                }

                break;
            case ValueKind.List:
                AddItems(flat, name, value, options, isWhole);
                break;
            default:
                flat.Add(new(name, value, isOfList));
                break;
        }
    }

    // Items with parts of their own need a number each: without it nobody could tell which parts belong together.
    private static void AddItems(List<FlatField> flat, string name, Value list, FormOptions options, Func<ValueObject, bool>? isWhole)
    {
        var items = list.AsList;
        var isNested = items.Any(i => i.Kind == ValueKind.List || (i.Kind == ValueKind.Object && isWhole?.Invoke(i.AsObject) != true));
        var style = isNested ? FormLists.Indices : options.Lists;
        if (style == FormLists.Comma && items.All(i => i.Kind != ValueKind.Object))
        {
            if (!items.IsEmpty)
            {
                flat.Add(new(name, Value.Of(string.Join(',', items.Select(i => i.ToText()))), false));
            }

            return;
        }

        for (var i = 0; i < items.Length; i++)
        {
            var itemName = style switch
            {
                FormLists.Brackets => name + "[]",
                FormLists.Indices => $"{name}[{i.ToString(CultureInfo.InvariantCulture)}]",
                _ => name,
            };
            Add(flat, itemName, items[i], options, isWhole, isOfList: true);
        }
    }
}
