using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LeadDelivery.Core.Language;

/// <summary>Named values in the order given; names compare exactly; of two equal names the last one holds.</summary>
public sealed class ValueObject : IEquatable<ValueObject>
{
    /// <summary>Below this many members a linear search is faster than a dictionary (measured with 12-character names).</summary>
    private const int LinearLimit = 8;

    private readonly ImmutableArray<KeyValuePair<string, Value>> _members;
    private readonly Dictionary<string, int>? _index;
    private readonly StringComparison _names;

    private ValueObject(
        ImmutableArray<KeyValuePair<string, Value>> members, Dictionary<string, int>? index, StringComparison names = StringComparison.Ordinal)
    {
        _members = members;
        _index = index;
        _names = names;
    }

    /// <summary>No members.</summary>
    public static ValueObject Empty { get; } = new([], null);

    /// <summary>The members in order.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Members => _members;

    /// <summary>How many there are.</summary>
    public int Count => _members.Length;

    /// <summary>Builds from members in order; a repeated name replaces the earlier value in its place.</summary>
    public static ValueObject From(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var expected = members.TryGetNonEnumeratedCount(out var count) ? count : 0;
        var list = new List<KeyValuePair<string, Value>>(expected);
        Dictionary<string, int>? index = null;
        foreach (var member in members)
        {
            var at = index is null ? IndexOf(CollectionsMarshal.AsSpan(list), member.Key) : index.GetValueOrDefault(member.Key, -1);
            if (at >= 0)
            {
                list[at] = member;
                continue;
            }

            index?.Add(member.Key, list.Count);
            list.Add(member);
            if (index is null && list.Count > LinearLimit)
            {
                index = new(expected, StringComparer.Ordinal);
                for (var i = 0; i < list.Count; i++)
                {
                    index.Add(list[i].Key, i);
                }
            }
        }

        return new([.. list], index);
    }

    /// <summary>The same of members that are in one place already; usually no name is repeated, and then this copies them once.</summary>
    public static ValueObject From(ReadOnlySpan<KeyValuePair<string, Value>> members)
    {
        if (members.IsEmpty)
        {
            return Empty;
        }

        Dictionary<string, int>? index = null;
        if (members.Length > LinearLimit)
        {
            index = new(members.Length, StringComparer.Ordinal);
            for (var i = 0; i < members.Length; i++)
            {
                if (!index.TryAdd(members[i].Key, i))
                {
                    return From(members.ToArray().AsEnumerable());
                }
            }
        }
        else
        {
            for (var i = 1; i < members.Length; i++)
            {
                if (IndexOf(members[..i], members[i].Key) >= 0)
                {
                    return From(members.ToArray().AsEnumerable());
                }
            }
        }

        return new(members.ToImmutableArray(), index);
    }

    /// <summary>Builds an object whose names differ by more than case, as those of HTTP headers; searched one by one.</summary>
    public static ValueObject FromIgnoringCase(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var list = new List<KeyValuePair<string, Value>>();
        foreach (var member in members)
        {
            list.RemoveAll(m => m.Key.Equals(member.Key, StringComparison.OrdinalIgnoreCase));
            list.Add(member);
        }

        return new([.. list], null, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The member of that name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out Value value)
    {
        if (_index is not null)
        {
            var found = _index.TryGetValue(name, out var at);
            value = found ? _members[at].Value : default;
            return found;
        }

        foreach (var member in _members)
        {
            if (string.Equals(member.Key, name, _names))
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The same with one member set or added.</summary>
    public ValueObject With(string name, Value value) => From(_members.Append(new(name, value)));

    /// <summary>The same names in the same order with other values; what finds a name is shared.</summary>
    internal ValueObject WithValues(KeyValuePair<string, Value>[] members) =>
        new(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(members), _index, _names);

    /// <summary>Where the member of that name stands; -1 where there is none.</summary>
    internal int IndexOf(string name)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(name, -1);
        }

        for (var i = 0; i < _members.Length; i++)
        {
            if (string.Equals(_members[i].Key, name, _names))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public bool Equals(ValueObject? other) =>
        other is not null && Count == other.Count && _members.All(m => other.TryGet(m.Key, out var value) && value == m.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueObject);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    private static int IndexOf(ReadOnlySpan<KeyValuePair<string, Value>> members, string name)
    {
        for (var at = 0; at < members.Length; at++)
        {
            if (members[at].Key == name)
            {
                return at;
            }
        }

        return -1;
    }
}
