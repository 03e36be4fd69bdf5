using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>One building of a document: what its templates see, and where fields that cannot be mapped are reported.</summary>
internal readonly record struct MappingRun(Scope Scope, ICollection<string> Problems)
{
    /// <summary>The same building seen from inside a list's item.</summary>
    public MappingRun Inside(string name, Value item) => this with { Scope = new ItemScope(Scope, name, item) };

    /// <summary>Reports a field that cannot be mapped; never with its value.</summary>
    public void Problem(string path, string reason) => Problems.Add($"{path}: {reason}");
}
