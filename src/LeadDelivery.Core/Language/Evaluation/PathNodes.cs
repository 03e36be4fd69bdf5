using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>A bare name: a root where the scope has it, else a field of the lead.</summary>
internal sealed class NameNode(string name) : Node
{
    public string Name => name;

    protected override Value Compute(ref Run run) => Read(run.Scope, name);

    public static Value Read(Scope scope, string name) => scope.TryRoot(name, out var value) ? value : scope.Field(name);
}

/// <summary>A bare name inside loops that name no item: members of the items first.</summary>
internal sealed class ItemNameNode(ImmutableArray<int> items, string name) : Node
{
    public string Name => name;

    protected override Value Compute(ref Run run)
    {
        foreach (var slot in items)
        {
            var item = run.Slots[slot];
            if (item.Kind == ValueKind.Object && item.AsObject.TryGet(name, out var member))
            {
                return member;
            }
        }

        return NameNode.Read(run.Scope, name);
    }
}

/// <summary><c>lead.address.city</c>: the form nearly every mapping has, so without a step per member.</summary>
internal sealed class PathNode(string root, string[] members) : Node
{
    public string Path => $"{root}.{string.Join('.', members)}";

    protected override Value Compute(ref Run run)
    {
        var value = NameNode.Read(run.Scope, root);
        foreach (var member in members)
        {
            value = Members.Of(value, member);
        }

        return value;
    }
}

/// <summary>A value with what follows it: <c>.member</c>, <c>[index]</c>, <c>.call(x)</c>; flat, however long.</summary>
internal sealed class SuffixNode(Node first, Suffix[] suffixes) : Node
{
    public Suffix Last => suffixes[^1];

    protected override Value Compute(ref Run run)
    {
        var value = first.Evaluate(ref run);
        foreach (var suffix in suffixes)
        {
            value = run.Step() ? suffix.Apply(value, ref run) : Value.Null;
        }

        return value;
    }
}

internal abstract class Suffix
{
    public abstract Value Apply(Value target, ref Run run);
}

internal sealed class MemberSuffix(string name) : Suffix
{
    public string Name => name;

    public override Value Apply(Value target, ref Run run) => Members.Of(target, name);
}

internal sealed class IndexSuffix(Node index) : Suffix
{
    public override Value Apply(Value target, ref Run run) => Members.At(target, index.Evaluate(ref run));
}

/// <summary>How members and items are read.</summary>
internal static class Members
{
    /// <summary>A member; of texts and lists also <c>length</c>.</summary>
    public static Value Of(Value target, string name) => target.Kind switch
    {
        ValueKind.Object => target.Member(name),
        ValueKind.List when name == "length" => Value.Of(target.AsList.Length),
        ValueKind.Text when name == "length" => Value.Of(target.AsText.Length),
        _ => Value.Null,
    };

    /// <summary>An item by its index from 0, or a member by its name; null where there is none.</summary>
    public static Value At(Value target, Value index)
    {
        if (target.Kind == ValueKind.Object)
        {
            return index.IsNull ? Value.Null : target.Member(index.ToText());
        }

        if (target.Kind != ValueKind.List || !Numeric.TryStrict(index, out var number))
        {
            return index.Kind == ValueKind.Text ? Of(target, index.AsText) : Value.Null;
        }

        var items = target.AsList;
        return number >= 0 && number < items.Length && number == decimal.Truncate(number) ? items[(int)number] : Value.Null;
    }
}
