namespace LeadDelivery.Core.Schemas;

/// <summary>Where a document breaks its schema.</summary>
/// <param name="Path">A JSON pointer such as <c>/loan/amount</c>, or an element's path; <c>/</c> for the whole document.</param>
/// <param name="Rule">The rule that is broken, and what kind of value was found; never the value.</param>
public readonly record struct SchemaProblem(string Path, string Rule)
{
    /// <summary>True where elements are missing, unknown or out of order: nothing that another value would mend.</summary>
    public bool IsStructure { get; init; }

    /// <summary><c>schema: /loan/amount: expected number, found string</c></summary>
    public override string ToString() => $"schema: {Path}: {Rule}";
}
