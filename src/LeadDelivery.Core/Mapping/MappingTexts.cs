using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>How the texts of a mapping are compiled, and its mistakes reported.</summary>
/// <param name="Mistake">Receives node, path and words.</param>
/// <param name="Text">The part that a text stands for; null when it reported a mistake.</param>
/// <param name="Expression">The expression of a node; null when it reported a mistake.</param>
/// <param name="Script">The script of a node; null when it reported a mistake.</param>
internal sealed record MappingTexts(
    Action<YamlNode, string, string> Mistake,
    Func<YamlScalar, string, MappingPart?> Text,
    Func<YamlNode, string, Expression?> Expression,
    Func<YamlNode, string, IScriptTemplate?> Script);
