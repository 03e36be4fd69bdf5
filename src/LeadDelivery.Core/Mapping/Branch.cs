namespace LeadDelivery.Core.Mapping;

/// <summary>An object under construction: members in the order of their first mention.</summary>
internal sealed class Branch
{
    private readonly List<(string Name, MappingPart? Part, Branch? Inner)> _members = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private bool _isList = true;

    /// <summary>The object of that name, begun if need be; null where the name has a value.</summary>
    public Branch? Enter(FieldName name)
    {
        if (_index.TryGetValue(name.Text, out var at))
        {
            return _members[at].Inner;
        }

        var inner = new Branch();
        Append(name, null, inner);
        return inner;
    }

    /// <summary>Adds a value; false where the name is taken.</summary>
    public bool Add(FieldName name, MappingPart part)
    {
        if (_index.ContainsKey(name.Text))
        {
            return false;
        }

        Append(name, part, null);
        return true;
    }

    /// <summary>An object, or a list in the order of its numbers where every name is one.</summary>
    public MappingPart ToPart() => _isList && _members.Count > 0
        ? new ListPart([.. _members.OrderBy(m => int.Parse(m.Name)).Select(Part)])
        : new ObjectPart([.. _members.Select(m => new MappingMember(m.Name, Part(m)))]);

    private void Append(FieldName name, MappingPart? part, Branch? inner)
    {
        _isList &= name.IsIndex;
        _index.Add(name.Text, _members.Count);
        _members.Add((name.Text, part, inner));
    }

    private static MappingPart Part((string Name, MappingPart? Part, Branch? Inner) member) => member.Part ?? member.Inner!.ToPart();
}
