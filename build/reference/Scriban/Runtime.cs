using System.Reflection;
using Scriban.Parsing;

namespace Scriban.Runtime;

public interface IScriptObject
{
    int Count { get; }

    bool Contains(string member);

    bool TryGetValue(TemplateContext context, SourceSpan span, string member, out object? value);

    bool Remove(string member);
}

public interface ITemplateLoader;

public delegate bool MemberFilterDelegate(MemberInfo member);

/// <summary>Holds its members as the real one does: the app fills it, and tests read it.</summary>
public partial class ScriptObject : IScriptObject
{
    private readonly Dictionary<string, object?> _members;

    public ScriptObject()
        : this(0)
    {
    }

    public ScriptObject(int capacity)
        : this(capacity, true)
    {
    }

    public ScriptObject(int capacity, bool? autoImportStaticsFromThisType) => _members = new(capacity);

    public int Count => _members.Count;

    public virtual bool IsReadOnly { get; set; }

    public IEnumerable<string> GetMembers() => _members.Keys;

    public virtual bool Contains(string member) => _members.ContainsKey(member);

    public virtual bool TryGetValue(TemplateContext context, SourceSpan span, string member, out object? value) => _members.TryGetValue(member, out value);

    public void SetValue(string member, object? value, bool readOnly) => _members[member] = value;

    public virtual bool Remove(string member) => _members.Remove(member);
}

public class ScriptArray<T>
{
    private readonly List<T> _items;

    public ScriptArray(int capacity) => _items = new(capacity);

    public int Count => _items.Count;

    public virtual T this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    public void Add(T item) => _items.Add(item);
}

public class ScriptArray : ScriptArray<object?>
{
    public ScriptArray(int capacity)
        : base(capacity)
    {
    }
}
