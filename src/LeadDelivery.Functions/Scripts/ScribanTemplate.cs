using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using Scriban.Syntax;

namespace LeadDelivery.Functions.Scripts;

/// <summary>One parsed template. Each evaluation has a context of its own: nothing of one lead is there for the next.</summary>
internal sealed class ScribanTemplate(Scriban.Template template, ScribanOptions options, ScribanContexts contexts, TimeProvider time) : IScriptTemplate
{
    /// <inheritdoc/>
    public string? Render(Scope scope, out string? problem)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        try
        {
            var text = template.Render(contexts.Of(scope, limit.Token));

            // At its limit Scriban cuts a text off and says nothing: a buyer must not get half of one.
            problem = text.Length >= options.LimitToString ? $"makes a text of {options.LimitToString} characters or more" : null;
            return problem is null ? text : null;
        }
        catch (ScriptAbortException)
        {
            problem = $"takes longer than {options.Timeout.TotalSeconds:0.###} s";
        }
        catch (ScriptRuntimeException error)
        {
            // Its place and never its words, which may quote what the consumer entered.
            problem = $"cannot be evaluated at line {error.Span.Start.Line + 1}, column {error.Span.Start.Column + 1} of its template";
        }
        catch (Exception)
        {
            // Functions throw whatever they please at values that do not suit them.
            problem = "cannot be evaluated";
        }

        return null;
    }
}
