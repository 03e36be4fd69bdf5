namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>A template where an expression is asked for; it runs on a budget of its own.</summary>
internal sealed class TemplateNode(Template template) : Node
{
    protected override Value Compute(ref Run run) => template.Evaluate(run.Scope);
}
