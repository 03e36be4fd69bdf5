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

    /// <summary>True where they change single values, and so the items of a list.</summary>
    public bool ChangesValues => Map is not null || Type is not null || Format is not null;

    /// <summary>True where a list or an object of the lead with nothing in it must not stand.</summary>
    public bool NeedsContent => Default is not null || Required || Empty == EmptyPolicy.Error;

    /// <summary>True where there is a condition and nothing else.</summary>
    public bool OnlyConditional => !ChangesValues && !NeedsContent && Empty == EmptyPolicy.Omit;
}

/// <summary>A field with options.</summary>
/// <param name="path">For problems: <c>fields.loan</c>.</param>
/// <param name="inner">Its <c>$value</c>.</param>
internal sealed class OptionPart(string path, MappingPart inner, FieldOptions options) : MappingPart
{
    private static readonly Value BlankText = Value.Of("");

    // Written as it comes, without being built first: nothing has to be known of it but the condition.
    private readonly bool _streams = options.OnlyConditional && inner is (ObjectPart or ListPart);

    public override bool IsAlwaysThere => false;

    public override MappingPart Under => inner.Under;

    public MappingPart Inner => inner;

    public FieldOptions Options => options;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        value = Value.Null;
        if (options.When?.Holds(run.Scope) == false)
        {
            return false;
        }

        var problems = run.Problems.Count;
        var isThere = inner.TryBuild(run, out value) && !(options.NeedsContent && IsHollow(value) && !inner.IsAlwaysThere);
        value = Changed(isThere ? value : Value.Null, run);
        return run.Problems.Count == problems && (!IsBlank(value) || Instead(run, out value));
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (_streams)
        {
            if (options.When?.Holds(run.Scope) != false)
            {
                inner.Write(run, writer, ref open);
            }
        }
        else if (TryBuild(run, out var value))
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, value);
        }
    }

    private static bool IsHollow(Value value) =>
        (value.Kind == ValueKind.List && value.AsList.IsEmpty) || (value.Kind == ValueKind.Object && value.AsObject.Count == 0);

    private static bool IsBlank(Value value) =>
        value.Kind == ValueKind.Null || (value.Kind == ValueKind.Text && string.IsNullOrWhiteSpace(value.AsText));

    // A default stands in for the whole field, never for an item of a list: items that are empty close up.
    private Value Changed(Value value, in MappingRun run)
    {
        value = Each(value, run, options.Map, isLiteral: false);
        return IsBlank(value) && options.Default is { } otherwise && otherwise.TryBuild(run, out var instead)
            ? Each(instead, run, null, otherwise is LiteralPart)
            : value;
    }

    private Value Each(Value value, in MappingRun run, ValueMap? map, bool isLiteral)
    {
        if (value.Kind != ValueKind.List || !options.ChangesValues || value.AsList.IsEmpty)
        {
            return One(value, run, map, isLiteral);
        }

        var changed = ImmutableArray.CreateBuilder<Value>(value.AsList.Length);
        foreach (var item in value.AsList)
        {
            if (One(item, run, map, isLiteral) is var one && !IsBlank(one))
            {
                changed.Add(one);
            }
        }

        return changed.Count == 0 ? Value.Null : Value.Of(changed.DrainToImmutable());
    }

    private Value One(Value value, in MappingRun run, ValueMap? map, bool isLiteral)
    {
        value = map is null ? value : map.Apply(value, run, out isLiteral);
        if (IsBlank(value) || IsHollow(value))
        {
            return value;
        }

        // A word of the configuration's own that is not of the type is meant as it is written: { $type: number, $map: { "1": Own } }.
        return isLiteral && options.Type?.Read(value, out _) == false ? value : Formatted(Typed(value, run), run);
    }

    private Value Typed(Value value, in MappingRun run)
    {
        if (options.Type is not { } type)
        {
            return value;
        }

        if (!type.Read(value, out var read))
        {
            run.Problem(path, $"not {type.Expected}");
            return Value.Null;
        }

        return read.Kind == ValueKind.Date && options.Format is null ? FieldType.PlainDate(read) : read;
    }

    private Value Formatted(Value value, in MappingRun run)
    {
        if (options.Format is null || IsBlank(value))
        {
            return value;
        }

        var isSingle = value.Kind is not (ValueKind.List or ValueKind.Object);
        var formatted = isSingle ? FormatFunctions.Apply(value, options.Format, run.Scope) : Value.Null;
        if (IsBlank(formatted))
        {
            run.Problem(path, isSingle ? $"does not fit the format {options.Format}" : $"not a single value, and $format is for those");
            return formatted;
        }

        return options.Type is { IsNumeric: true } && IsNumber(formatted.ToText(), out var number) ? Value.Of(number) : formatted;
    }

    // 45.00 stays a number for formats that tell numbers from texts; $45.00 and 007 are texts. What rounds to nothing has no sign.
    private static bool IsNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && number.ToString(CultureInfo.InvariantCulture) is var canonical
        && (canonical == text || (number == 0 && canonical == text.TrimStart('-')));

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
