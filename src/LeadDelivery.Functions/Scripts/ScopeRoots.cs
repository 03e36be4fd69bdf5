using LeadDelivery.Core.Language;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace LeadDelivery.Functions.Scripts;

/// <summary>
/// The roots of a scope (<c>lead</c>, <c>recipient</c>, the item of a list) as variables: each is opened when it is first read, and what the
/// template sets itself goes before.
/// </summary>
internal sealed class ScopeRoots(Scope scope) : ScriptObject(0, false)
{
    /// <inheritdoc/>
    public override bool Contains(string member) => base.Contains(member) || scope.TryRoot(member, out _);

    /// <inheritdoc/>
    public override bool TryGetValue(TemplateContext context, SourceSpan span, string member, out object? value)
    {
        if (base.TryGetValue(context, span, member, out value))
        {
            return true;
        }

        if (!scope.TryRoot(member, out var root))
        {
            return false;
        }

        value = ScribanValues.Of(root);
        SetValue(member, value, false);
        return true;
    }
}

/// <summary>An object of a lead: a member that it lacks is empty.</summary>
internal sealed class LeadObject(int members) : ScriptObject(members, false)
{
    /// <inheritdoc/>
    public override bool TryGetValue(TemplateContext context, SourceSpan span, string member, out object? value)
    {
        base.TryGetValue(context, span, member, out value);
        return true;
    }
}
