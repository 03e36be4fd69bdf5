using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Language;

/// <summary>What expressions see: the roots by name, the lead's fields behind bare names, and, in replies, the reply.</summary>
public abstract class Scope
{
    /// <summary>The time that <c>now</c> is; one moment for a whole evaluation.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>A root name such as <c>lead</c>, <c>source</c>, <c>appended</c>, in replies <c>status</c>, <c>body</c>, <c>json</c>.
    /// False: no such root here, the name is a field of the lead.</summary>
    public abstract bool TryRoot(string name, out Value value);

    /// <summary>A field of the lead, for bare names; missing is null.</summary>
    public abstract Value Field(string name);

    /// <summary>In replies, the text, list or number an XPath selects; null elsewhere.</summary>
    public virtual Value XPath(string path) => Value.Null;

    /// <summary>In replies, the first group of the expression in the body, else the whole match; null elsewhere.</summary>
    public virtual Value Match(Regex expression) => Value.Null;

    /// <summary>A new random id for <c>uuid()</c>.</summary>
    public virtual Guid NewGuid() => Guid.NewGuid();
}
