using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>The template engine behind <c>$scriban</c>: a build that has its package registers one, the core knows none.</summary>
public interface IScriptTemplates
{
    /// <summary>Parses a template once, when the configuration is loaded; null with what is wrong with it.</summary>
    IScriptTemplate? Parse(string text, out ScriptMistake? mistake);
}

/// <summary>A template that was parsed; any number of deliveries may use it at a time.</summary>
public interface IScriptTemplate
{
    /// <summary>The text that the template makes of what a scope shows.</summary>
    /// <param name="problem">Why there is none, without a word of the consumer's; null where there is.</param>
    string? Render(Scope scope, out string? problem);
}

/// <summary>What is wrong with a template.</summary>
/// <param name="Line">Within its text, from 1.</param>
/// <param name="Column">Within that line, from 1.</param>
/// <param name="Message">In the engine's words.</param>
public sealed record ScriptMistake(int Line, int Column, string Message);
