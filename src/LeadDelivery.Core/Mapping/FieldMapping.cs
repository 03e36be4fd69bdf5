using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>A compiled <c>fields:</c> tree: from a scope to the document that is sent.</summary>
public sealed class FieldMapping
{
    /// <summary>Builds the document: an object, or a list where the root is one.</summary>
    /// <param name="problems">Receives a line for each field that cannot be mapped (path and reason, no consumer data).</param>
    public Value Build(Scope scope, ICollection<string> problems) => throw new NotImplementedException();
}
