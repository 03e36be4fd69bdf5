using LeadDelivery.Core.Language;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace LeadDelivery.Functions.Scripts;

/// <summary>What a template may see and do: the values of a scope and Scriban's functions of texts, numbers, dates and lists.</summary>
internal sealed class ScribanContexts(ScribanOptions options)
{
    /// <summary>What would load templates, run text as one, or give another value at each try of one delivery.</summary>
    private static readonly (string? Of, string Name)[] Forbidden =
    [
        (null, "include"), (null, "include_join"), ("object", "eval"), ("object", "eval_template"),
        ("date", "now"), ("date", "utc_now"), ("math", "random"), ("math", "uuid"),
    ];

    // Made once, since copying them takes longer than most templates; nobody can write to them.
    private readonly ScriptObject _functions = Functions();

    /// <summary>A context for one evaluation.</summary>
    public TemplateContext Of(Scope scope, CancellationToken cancellation)
    {
        var context = new TemplateContext(_functions)
        {
            LoopLimit = options.LoopLimit,
            LoopLimitQueryable = options.LoopLimit,
            RecursiveLimit = options.RecursiveLimit,
            LimitToString = options.LimitToString,
            ObjectRecursionLimit = options.ObjectRecursionLimit,
            RegexTimeOut = options.RegexTimeout,
            CancellationToken = cancellation,
            TemplateLoader = null,

            // No object of .NET gets here; were there one, it would show nothing.
            MemberFilter = _ => false,

            // A field that a lead lacks is empty, as everywhere; a function that Scriban lacks is a problem.
            StrictVariables = false,
            EnableRelaxedTargetAccess = true,
            EnableRelaxedMemberAccess = true,
            TryGetMember = NoSuchMember,
            EnableRelaxedFunctionAccess = false,
            NewLine = "\n",
        };
        context.PushGlobal(new ScopeRoots(scope));

        // Bare names are the lead's fields, where neither a root, a function nor a variable of the template has the name.
        context.TryGetVariable = (TemplateContext _, SourceSpan _, ScriptVariable variable, out object? value) =>
        {
            value = ScribanValues.Of(scope.Field(variable.Name));
            return value is not null;
        };
        return context;
    }

    private static BuiltinFunctions Functions()
    {
        var functions = new BuiltinFunctions();
        var context = new TemplateContext(functions);
        foreach (var (of, name) in Forbidden)
        {
            var owner = of is null ? functions : Group(of);
            owner?.Remove(name);
        }

        foreach (var name in functions.GetMembers())
        {
            Group(name)?.IsReadOnly = true;
        }

        functions.IsReadOnly = true;
        return functions;

        ScriptObject? Group(string name) => functions.TryGetValue(context, default, name, out var found) ? found as ScriptObject : null;
    }

    // Asked for what is not there. Objects of a lead have every member, and a template's own are as lax as Scriban has them.
    private static bool NoSuchMember(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        value = null;
        return target.GetType() == typeof(ScriptObject) ? false : throw new ScriptRuntimeException(span, "no such member");
    }
}
