using Scriban.Runtime;

namespace Scriban.Functions;

public class BuiltinFunctions : ScriptObject
{
    public BuiltinFunctions()
        : base(12)
    {
    }
}
