using System.Text;
using System.Xml;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Names of elements and attributes from those of columns and members.</summary>
internal static class XmlRowNames
{
    /// <summary>Begins the name of a column that becomes an attribute of its row.</summary>
    public const char Attribute = '@';

    /// <summary>The name of a column in the file: valid, with its <c>@</c> where it is an attribute.</summary>
    public static string OfColumn(string name) => name.StartsWith(Attribute) ? Attribute + Valid(name[1..]) : Valid(name);

    /// <summary>What is wrong with the name of an element; null for nothing.</summary>
    public static string? Mistake(string name) => Valid(name) == name ? null : "is not an XML name, expected letters, digits, -, _ and no spaces";

    /// <summary>The same for the name of a column.</summary>
    public static string? ColumnMistake(string name) => Mistake(name.StartsWith(Attribute) ? name[1..] : name);

    /// <summary>The name itself where XML takes it; else with <c>_</c> for each character that it does not take, and before a digit.</summary>
    public static string Valid(string name)
    {
        if (name.Length == 0)
        {
            return "_";
        }

        var valid = new StringBuilder(name.Length + 1);
        if (!XmlConvert.IsStartNCNameChar(name[0]) && XmlConvert.IsNCNameChar(name[0]))
        {
            valid.Append('_');
        }

        foreach (var c in name)
        {
            valid.Append(XmlConvert.IsNCNameChar(c) ? c : '_');
        }

        return valid.ToString();
    }
}
