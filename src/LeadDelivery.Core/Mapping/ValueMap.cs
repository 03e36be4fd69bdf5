using System.Collections.Frozen;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>A <c>$map</c>: from the lead's words to the recipient's. Texts are compared exactly first, then without case and
/// surrounding blanks; <c>"*"</c> stands for every other value, without it those stay as they are.</summary>
internal sealed class ValueMap
{
    private const string Else = "*";
    private readonly FrozenDictionary<string, MappingPart> _exact;
    private readonly FrozenDictionary<string, MappingPart> _loose;
    private readonly MappingPart? _otherwise;

    public ValueMap(IReadOnlyCollection<KeyValuePair<string, MappingPart>> entries)
    {
        _exact = entries.Where(e => e.Key != Else).ToFrozenDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        _loose = _exact.GroupBy(e => e.Key.Trim(), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase);
        _otherwise = entries.FirstOrDefault(e => e.Key == Else).Value;
    }


    /// <summary>What the value becomes; an empty value meets only a key that is empty too.</summary>
    /// <param name="isLiteral">True where it became what the configuration spells out.</param>
    public Value Apply(Value value, in MappingRun run, out bool isLiteral)
    {
        var text = value.ToText();
        var part = _exact.TryGetValue(text, out var exact) ? exact
            : _loose.TryGetValue(text.Trim(), out var loose) ? loose
            : string.IsNullOrWhiteSpace(text) ? null
            : _otherwise;
        isLiteral = part is LiteralPart;
        return part is null ? value : part.TryBuild(run, out var mapped) ? mapped : Value.Null;
    }
}
