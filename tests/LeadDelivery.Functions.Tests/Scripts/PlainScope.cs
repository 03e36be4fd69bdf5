using System.Text;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Functions.Tests.Scripts;

/// <summary>A scope of roots given as JSON; bare names are members of <c>lead</c>.</summary>
internal sealed class PlainScope : Scope
{
    private readonly Dictionary<string, Value> _roots;

    public PlainScope(params (string Name, string Json)[] roots) =>
        _roots = roots.ToDictionary(root => root.Name, root => ValueJson.Parse(Encoding.UTF8.GetBytes(root.Json)));

    /// <summary>Roots that were asked for.</summary>
    public List<string> Asked { get; } = [];

    public override DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);

    public override bool TryRoot(string name, out Value value)
    {
        Asked.Add(name);
        value = name == "now" ? Value.Of(Now) : _roots.GetValueOrDefault(name);
        return name == "now" || _roots.ContainsKey(name);
    }

    public override Value Field(string name) => _roots.GetValueOrDefault("lead").Member(name);
}
