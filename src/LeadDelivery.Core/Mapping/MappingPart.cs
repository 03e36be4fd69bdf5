using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>One piece of a compiled mapping.</summary>
internal abstract class MappingPart
{
    /// <summary>True when there is something to write whatever the lead holds.</summary>
    public abstract bool IsAlwaysThere { get; }

    /// <summary>The part beneath <c>$when</c>, <c>$empty</c> and the like: what the names in a document go by.</summary>
    public virtual MappingPart Under => this;

    /// <summary>The value; false where it is left out.</summary>
    public abstract bool TryBuild(in MappingRun run, out Value value);

    /// <summary>Writes the value, and what it stands in where that has not begun yet; nothing where it is left out.</summary>
    public abstract void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open);

    /// <summary>Null and empty text: left out of objects and lists.</summary>
    protected static bool IsEmpty(Value value) =>
        value.Kind == ValueKind.Null || (value.Kind == ValueKind.Text && value.AsText.Length == 0);
}

/// <summary>A value that is the same for every lead.</summary>
internal sealed class LiteralPart(Value literal) : MappingPart
{
    public Value Literal => literal;

    public override bool IsAlwaysThere => !IsEmpty(literal);

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        value = literal;
        return IsAlwaysThere;
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (IsAlwaysThere)
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, literal);
        }
    }
}

/// <summary>A value that a template gives.</summary>
internal sealed class TemplatePart(Template template) : MappingPart
{
    public Template Template => template;

    public override bool IsAlwaysThere => false;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        value = template.Evaluate(run.Scope);
        return !IsEmpty(value);
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (TryBuild(run, out var value))
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, value);
        }
    }
}

/// <summary>One member of an <see cref="ObjectPart"/>.</summary>
internal readonly struct MappingMember(string name, MappingPart part)
{
    public string Name { get; } = name;

    public JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    public MappingPart Part { get; } = part;
}

/// <summary>Named parts in order; left out where all of them are.</summary>
internal sealed class ObjectPart(ImmutableArray<MappingMember> members) : MappingPart
{
    public ImmutableArray<MappingMember> Members => members;

    // Written as an empty object it is meant as one.
    public override bool IsAlwaysThere { get; } = members.IsEmpty || members.Any(m => m.Part.IsAlwaysThere);

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        var built = new List<KeyValuePair<string, Value>>(members.Length);
        foreach (var member in members)
        {
            if (member.Part.TryBuild(run, out var part))
            {
                built.Add(new(member.Name, part));
            }
        }

        value = Value.Of(ValueObject.From(built));
        return built.Count > 0 || IsAlwaysThere;
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        open.Begin(isList: false);
        if (IsAlwaysThere || open.IsAtRoot)
        {
            open.Flush(writer);
        }

        foreach (var member in members)
        {
            open.Name(member.Encoded);
            member.Part.Write(run, writer, ref open);
        }

        open.End(writer);
    }
}

/// <summary>Parts in order, those left out closed up; left out where all of them are.</summary>
internal sealed class ListPart(ImmutableArray<MappingPart> items) : MappingPart
{
    public ImmutableArray<MappingPart> Items => items;

    public override bool IsAlwaysThere { get; } = items.IsEmpty || items.Any(i => i.IsAlwaysThere);

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        var built = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach (var item in items)
        {
            if (item.TryBuild(run, out var part))
            {
                built.Add(part);
            }
        }

        value = Value.Of(built.DrainToImmutable());
        return value.AsList.Length > 0 || IsAlwaysThere;
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        open.Begin(isList: true);
        if (IsAlwaysThere || open.IsAtRoot)
        {
            open.Flush(writer);
        }

        foreach (var item in items)
        {
            item.Write(run, writer, ref open);
        }

        open.End(writer);
    }
}
