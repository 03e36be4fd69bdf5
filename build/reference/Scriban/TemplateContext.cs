using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban;

/// <summary>Holds its settings and globals as the real one does, and evaluates nothing.</summary>
public partial class TemplateContext
{
    private readonly Stack<IScriptObject> _globals = new();

    public delegate bool TryGetMemberDelegate(TemplateContext context, SourceSpan span, object target, string member, out object? value);

    public delegate bool TryGetVariableDelegate(TemplateContext context, SourceSpan span, ScriptVariable variable, out object? value);

    public TemplateContext(ScriptObject? builtin)
    {
        BuiltinObject = builtin ?? new ScriptObject();
        PushGlobal(BuiltinObject);
    }

    public ITemplateLoader? TemplateLoader { get; set; }

    public int LimitToString { get; set; } = 1048576;

    public int ObjectRecursionLimit { get; set; } = 20;

    public string NewLine { get; set; } = Environment.NewLine;

    public CancellationToken CancellationToken { get; set; }

    public MemberFilterDelegate? MemberFilter { get; set; }

    public int LoopLimit { get; set; } = 1000;

    public int? LoopLimitQueryable { get; set; }

    public int RecursiveLimit { get; set; } = 100;

    public ScriptObject BuiltinObject { get; }

    public IScriptObject? CurrentGlobal => _globals.Peek();

    public TryGetMemberDelegate? TryGetMember { get; set; }

    public TryGetVariableDelegate? TryGetVariable { get; set; }

    public TimeSpan RegexTimeOut { get; set; } = TimeSpan.FromSeconds(10);

    public bool StrictVariables { get; set; }

    public bool EnableRelaxedTargetAccess { get; set; }

    public bool EnableRelaxedMemberAccess { get; set; } = true;

    public bool EnableRelaxedFunctionAccess { get; set; }

    public void PushGlobal(IScriptObject scriptObject) => _globals.Push(scriptObject);
}
