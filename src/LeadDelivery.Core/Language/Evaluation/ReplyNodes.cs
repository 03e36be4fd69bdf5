using System.Text.RegularExpressions;
using System.Xml.XPath;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary><c>//id</c> and <c>xml('//id')</c>: the path was checked when parsed.</summary>
internal sealed class XPathNode(string path) : Node
{
    /// <summary>The name under which an expression's paths list that it reads the reply as XML.</summary>
    public const string Root = "xml";

    /// <summary>Messages quote the whole path: beyond this they could not be read.</summary>
    private const int LongestQuoted = 100;

    protected override Value Compute(ref Run run) => Read(run.Scope, path);

    /// <summary>What is wrong with an XPath; null when it is one.</summary>
    public static string? Problem(string path)
    {
        try
        {
            XPathExpression.Compile(path);
            return null;
        }
        catch (Exception e) when (e is XPathException or ArgumentException or OverflowException or FormatException)
        {
            return path.Length <= LongestQuoted ? $"not an XPath: {e.Message}" : "not an XPath, expected one like //result/id";
        }
    }

    public static Value Read(Scope scope, string path)
    {
        try
        {
            return scope.XPath(path);
        }
        catch (XPathException)
        {
            // A path that is right in itself may still fail on this reply, for instance by an unknown prefix.
            return Value.Null;
        }
    }
}

/// <summary><c>xml(x)</c> with a path that is computed.</summary>
internal sealed class ComputedXPathNode(Node path) : Node
{
    protected override Value Compute(ref Run run) =>
        path.Evaluate(ref run) is { Kind: ValueKind.Text } text && XPathNode.Problem(text.AsText) is null
            ? XPathNode.Read(run.Scope, text.AsText)
            : Value.Null;
}

/// <summary><c>text('regex')</c>: in the reply's body.</summary>
internal sealed class BodyMatchNode(Regex regex) : Node
{
    protected override Value Compute(ref Run run) => run.Scope.Match(regex);
}

/// <summary><c>x matches 'regex'</c> with the regular expression compiled once.</summary>
internal sealed class MatchesNode(Node operand, Regex regex, bool negated) : Node
{
    protected override Value Compute(ref Run run)
    {
        var value = operand.Evaluate(ref run);
        var result = run.ChargeReading(value) ? Patterns.IsMatch(value, regex) : Value.Null;
        return negated && !result.IsNull ? Value.Of(!result.AsBoolean) : result;
    }
}
