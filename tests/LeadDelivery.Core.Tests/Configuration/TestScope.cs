using System.Text;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Configuration;

/// <summary>One root, given as JSON; bare names are its members.</summary>
internal sealed class TestScope(string root, string json) : Scope
{
    private readonly Value _value = ValueJson.Parse(Encoding.UTF8.GetBytes(json));

    public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    public override bool TryRoot(string name, out Value value)
    {
        value = _value;
        return name == root;
    }

    public override Value Field(string name) => _value.Member(name);
}
