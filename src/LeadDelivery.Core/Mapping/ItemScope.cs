using System.Text.RegularExpressions;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>What templates under <c>$each</c> see: the item by its name, and all that is seen around it.</summary>
internal sealed class ItemScope(Scope outer, string name, Value item) : Scope
{
    public override DateTimeOffset Now => outer.Now;

    public override bool TryRoot(string root, out Value value)
    {
        if (root == name)
        {
            value = item;
            return true;
        }

        return outer.TryRoot(root, out value);
    }

    public override Value Field(string field) => outer.Field(field);

    public override Value XPath(string path) => outer.XPath(path);

    public override Value Match(Regex expression) => outer.Match(expression);

    public override Guid NewGuid() => outer.NewGuid();
}
