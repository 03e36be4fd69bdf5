using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Mapping;

/// <summary>What a field's options ask for, in the order they are applied: <c>$when</c>, <c>$map</c>, <c>$default</c>, <c>$type</c>,
/// <c>$format</c>, and where nothing is left <c>$required</c> and <c>$empty</c>.</summary>
internal sealed record FieldOptions
{
    public Expression? When { get; init; }

    public ValueMap? Map { get; init; }

    public MappingPart? Default { get; init; }

    public FieldType? Type { get; init; }

    public string? Format { get; init; }

    public EmptyPolicy Empty { get; init; }

    public bool Required { get; init; }
}

/// <summary>A field with options.</summary>
/// <param name="path">For problems: <c>fields.loan</c>.</param>
/// <param name="inner">Its <c>$value</c>.</param>
internal sealed class OptionPart(string path, MappingPart inner, FieldOptions options) : MappingPart
{
    private static readonly Value BlankText = Value.Of("");

    public override bool IsAlwaysThere => false;

    public override MappingPart Under => inner.Under;

    public FieldOptions Options => options;

    public MappingPart Inner => inner;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        value = Value.Null;
        if (options.When?.Holds(run.Scope) == false)
        {
            return false;
        }

        var problems = run.Problems.Count;
        var isThere = inner.TryBuild(run, out value);
        value = isThere ? Changed(value, run) : Changed(Value.Null, run);
        return run.Problems.Count == problems && ((isThere && IsContainer(value)) || !IsBlank(value) || Instead(run, out value));
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (TryBuild(run, out var value))
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, value);
        }
    }

    private static bool IsContainer(Value value) => value.Kind is ValueKind.List or ValueKind.Object;

    private static bool IsBlank(Value value) =>
        value.Kind == ValueKind.Null || (value.Kind == ValueKind.Text && string.IsNullOrWhiteSpace(value.AsText));

    private Value Changed(Value value, in MappingRun run)
    {
        if (value.Kind == ValueKind.List && (options.Map ?? (object?)options.Type ?? options.Format) is not null)
        {
            return Items(value.AsList, run);
        }

        if (options.Map is { } map)
        {
            value = map.Apply(value, run);
        }

        if (IsBlank(value) && options.Default is { } otherwise)
        {
            otherwise.TryBuild(run, out value);
        }

        return !IsBlank(value) && TryType(value, run, out var typed) ? Formatted(typed, run) : value;
    }

    private Value Items(ImmutableArray<Value> items, in MappingRun run)
    {
        var changed = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach (var item in items)
        {
            if (Changed(item, run) is var one && !IsBlank(one))
            {
                changed.Add(one);
            }
        }

        return changed.Count == 0 ? Value.Null : Value.Of(changed.DrainToImmutable());
    }

    private bool TryType(Value value, in MappingRun run, out Value typed)
    {
        typed = value;
        if (options.Type is not { } type)
        {
            return true;
        }

        if (!type.Read(value, out typed))
        {
            run.Problem(path, $"not {type.Expected}");
            return false;
        }

        typed = typed.Kind == ValueKind.Date && options.Format is null ? FieldType.PlainDate(typed) : typed;
        return true;
    }

    private Value Formatted(Value value, in MappingRun run)
    {
        if (options.Format is null)
        {
            return value;
        }

        var formatted = FormatFunctions.Apply(value, options.Format, run.Scope);
        if (IsBlank(formatted))
        {
            run.Problem(path, $"does not fit the format {options.Format}");
            return formatted;
        }

        // 45.00 stays a number for formats that tell numbers from texts; $45.00 is a text.
        return options.Type is { IsNumeric: true }
            && decimal.TryParse(
                formatted.ToText(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == formatted.ToText()
                ? Value.Of(number) : formatted;
    }

    private bool Instead(in MappingRun run, out Value value)
    {
        value = options.Empty == EmptyPolicy.Blank ? BlankText : Value.Null;
        if (options.Required || options.Empty == EmptyPolicy.Error)
        {
            run.Problem(path, options.Required ? "required, but empty" : "empty, and $empty is error");
            return false;
        }

        return options.Empty is EmptyPolicy.Null or EmptyPolicy.Blank;
    }
}
