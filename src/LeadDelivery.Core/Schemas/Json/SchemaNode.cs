using System.Collections.Immutable;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>A part of a schema document with an identity of its own (<c>$id</c>), or the whole.</summary>
internal sealed class SchemaResource(Uri id, string pointer)
{
    /// <summary>Absolute, without a fragment.</summary>
    public Uri Id => id;

    /// <summary>Where it stands in the document.</summary>
    public string Pointer => pointer;

    /// <summary>Pointers into the document by <c>$anchor</c>.</summary>
    public Dictionary<string, string> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Schemas by <c>$dynamicAnchor</c>; that of <c>$recursiveAnchor</c> has the name "".</summary>
    public Dictionary<string, SchemaNode> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}

/// <summary>One compiled schema: a list of rules that must all hold; <c>false</c> holds for nothing.</summary>
internal sealed class SchemaNode(SchemaResource resource, bool tracks)
{
    /// <summary>The resource it belongs to.</summary>
    public SchemaResource Resource => resource;

    /// <summary>Its rules; those that ask what others have looked at come last.</summary>
    public ImmutableArray<Keyword> Keywords { get; set; } = [];

    /// <summary>True for the schema <c>false</c>.</summary>
    public bool IsNever { get; set; }

    /// <summary>True when the value satisfies it; else its problems are with the run.</summary>
    /// <param name="seen">Receives what of the value was looked at; null where nobody asks.</param>
    public bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (IsNever)
        {
            return run.Fail(at, "not allowed");
        }

        if (Keywords.IsEmpty)
        {
            return true;
        }

        if (!run.Enter(resource))
        {
            return false;
        }

        var own = tracks ? new Evaluated() : null;
        var isGood = true;
        foreach (var keyword in Keywords)
        {
            // What nobody looked at cannot be told while something else is wrong.
            if (isGood || !keyword.IsLast)
            {
                isGood &= keyword.Check(value, at, run, own);
            }
        }

        run.Leave();
        if (isGood && own is not null)
        {
            seen?.Add(own);
        }

        return isGood;
    }

    /// <summary>Whether the value satisfies it, without reporting why not.</summary>
    public bool Holds(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        run.Hush();
        var holds = Check(value, at, run, seen);
        run.Unhush();
        return holds;
    }
}

/// <summary>One rule of a schema, or several that only make sense together.</summary>
internal abstract class Keyword
{
    /// <summary>True for the rules that ask what the others have looked at.</summary>
    public virtual bool IsLast => false;

    /// <summary>True when the value satisfies it; else its problems are with the run. It holds for kinds that it says nothing of.</summary>
    public abstract bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen);
}
