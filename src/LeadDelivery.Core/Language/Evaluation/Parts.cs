using LeadDelivery.Core.Language.Parsing;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>A part of a template.</summary>
internal abstract class Part
{
    public abstract void Write(ref Run run, ref Output output);

    public static void WriteAll(Part[] parts, ref Run run, ref Output output)
    {
        foreach (var part in parts)
        {
            if (!run.Step())
            {
                return;
            }

            part.Write(ref run, ref output);
        }
    }
}

internal sealed class LiteralPart(string text) : Part
{
    public string Text => text;

    public override void Write(ref Run run, ref Output output) => output.Literal(text, ref run);
}

internal sealed class ValuePart(Node node) : Part
{
    public Node Node => node;

    public override void Write(ref Run run, ref Output output) => output.Value(node.Evaluate(ref run), ref run);
}

/// <summary><c>#if</c>, <c>#unless</c>, <c>#compare</c> with their <c>else if</c> and <c>else</c>.</summary>
internal sealed class ChoicePart((Node Condition, Part[] Parts)[] branches, Part[] otherwise) : Part
{
    public override void Write(ref Run run, ref Output output)
    {
        foreach (var (condition, parts) in branches)
        {
            if (condition.Holds(ref run))
            {
                WriteAll(parts, ref run, ref output);
                return;
            }
        }

        WriteAll(otherwise, ref run, ref output);
    }
}

/// <summary><c>#each</c>: items of a list, members of an object, or a single value once.</summary>
internal sealed class EachPart(Node list, LoopNames names, Part[] body, Part[] otherwise) : Part
{
    public override void Write(ref Run run, ref Output output)
    {
        var value = list.Evaluate(ref run);
        var count = value.Kind switch
        {
            ValueKind.Null => 0,
            ValueKind.List => value.AsList.Length,
            ValueKind.Object => value.AsObject.Count,
            ValueKind.Text when value.AsText.Length == 0 => 0,
            _ => 1,
        };
        if (count == 0)
        {
            WriteAll(otherwise, ref run, ref output);
        }

        for (var i = 0; i < count && run.Step(); i++)
        {
            Enter(value, i, count, run.Slots);
            WriteAll(body, ref run, ref output);
        }
    }

    private void Enter(Value value, int index, int count, Value[] slots)
    {
        var position = Value.Of(index);
        slots[names.IndexSlot] = position;
        slots[names.FirstSlot] = Value.Of(index == 0);
        slots[names.LastSlot] = Value.Of(index == count - 1);
        if (value.Kind == ValueKind.Object)
        {
            var member = value.AsObject.Members[index];
            slots[names.KeySlot] = Value.Of(member.Key);
            slots[names.First] = member.Value;
            return;
        }

        slots[names.KeySlot] = position;
        slots[names.First] = value.Kind == ValueKind.List ? value.AsList[index] : value;
    }
}
