using Scriban.Parsing;

namespace Scriban.Syntax;

public abstract class ScriptVariable
{
    public string Name { get; protected set; } = "";
}

public class ScriptRuntimeException : Exception
{
    public ScriptRuntimeException(SourceSpan span, string message)
        : base(message) => Span = span;

    public SourceSpan Span { get; }
}

public class ScriptAbortException : ScriptRuntimeException
{
    public ScriptAbortException(SourceSpan span, CancellationToken cancellationToken)
        : base(span, "The operation was cancelled") => CancellationToken = cancellationToken;

    public CancellationToken CancellationToken { get; }
}
