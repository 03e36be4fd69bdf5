using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal delegate Value FunctionBody(Arguments arguments, ref Run run);

/// <summary>The values a function was called with; what was left out is null.</summary>
internal readonly ref struct Arguments(ReadOnlySpan<Value> values)
{
    private readonly ReadOnlySpan<Value> _values = values;

    public int Count => _values.Length;

    public Value this[int index] => index < _values.Length ? _values[index] : Value.Null;

    public ReadOnlySpan<Value> All => _values;

    /// <summary>The value as text; null stays null.</summary>
    public string? Text(int index) => this[index] is { IsNull: false } value ? value.ToText() : null;

    /// <summary>A whole number held by the value within the bounds; null otherwise.</summary>
    public int? Integer(int index, int least, int most) =>
        Numeric.TryStrict(this[index], out var number) && number >= least && number <= most ? (int)decimal.Truncate(number) : null;
}

/// <summary>A function of the language, with what the documentation says of it.</summary>
public sealed class Function
{
    /// <summary>For functions that take any number of values.</summary>
    internal const int Many = int.MaxValue;

    internal Function(string name, int least, int most, FunctionBody body, string summary, string example, string result)
    {
        Name = name;
        Least = least;
        Most = most;
        Body = body;
        Summary = summary;
        Example = example;
        Result = result;
    }

    /// <summary>In snake_case; camelCase is understood too.</summary>
    public string Name { get; }

    /// <summary>Fewest values it takes.</summary>
    public int Least { get; }

    /// <summary>Most values it takes.</summary>
    public int Most { get; }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>A call.</summary>
    public string Example { get; }

    /// <summary>What the example gives, as JSON.</summary>
    public string Result { get; }

    /// <summary>Signature as the documentation and error messages show it: how many values are taken.</summary>
    public string Takes => (Least, Most) switch
    {
        _ when Most == Many => $"{Least} or more values",
        _ when Least == Most => Least switch { 0 => "no values", 1 => "1 value", _ => $"{Least} values" },
        _ => $"{Least} to {Most} values",
    };

    internal FunctionBody Body { get; }

    /// <summary>The second value is a regular expression.</summary>
    internal bool HasPattern => Name is "match" or "matches" or "replace_regex";

    /// <summary>Of one text: null stays null.</summary>
    internal static FunctionBody OfText(Func<string, Value> body) =>
        (Arguments arguments, ref Run run) =>
        {
            var text = arguments.Text(0);
            if (text is null || !run.Charge(text.Length))
            {
                return Value.Null;
            }

            return body(text);
        };
}
