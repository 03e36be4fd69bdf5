using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>The text that a script of another language gives.</summary>
/// <param name="path">For problems: <c>fields.note</c>.</param>
internal sealed class ScriptPart(string path, IScriptTemplate script) : MappingPart
{
    public override bool IsAlwaysThere => false;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        value = Value.Of(script.Render(run.Scope, out var problem));
        if (problem is not null)
        {
            run.Problem(path, problem);
        }

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
