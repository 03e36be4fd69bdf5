using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>A place in the document that is checked; written out only where there is something to say about it.</summary>
internal sealed class InstancePath
{
    /// <summary>Longest name shown: a key may come with the data.</summary>
    private const int LongestName = 60;

    private readonly InstancePath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private InstancePath(InstancePath? parent, string? name, int index) => (_parent, _name, _index) = (parent, name, index);

    /// <summary>The whole document.</summary>
    public static InstancePath Root { get; } = new(null, null, 0);

    public InstancePath Member(string name) => new(this, name, 0);

    public InstancePath Item(int index) => new(this, null, index);

    /// <summary>A JSON pointer; <c>/</c> for the whole document.</summary>
    public override string ToString()
    {
        var steps = new Stack<string>();
        for (var at = this; at._parent is not null; at = at._parent)
        {
            steps.Push(at._name is null ? at._index.ToString(CultureInfo.InvariantCulture) : Shown(at._name));
        }

        return "/" + string.Join('/', steps);
    }

    /// <summary>A name as it is shown in paths and messages.</summary>
    public static string Shown(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, LongestName)))
        {
            text.Append(c switch { '~' => "~0", '/' => "~1", _ when char.IsControl(c) => "?", _ => c.ToString() });
        }

        return name.Length > LongestName ? text.Append('…').ToString() : text.ToString();
    }
}
