using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LeadDelivery.Core.Mapping;

/// <summary>
/// The objects and lists around what is being written. Each begins in the output only when something is written in it, so that
/// one that stays empty is left out without being built first. Lives on the stack: writing a mapping allocates nothing for it.
/// </summary>
internal struct OpenParts
{
    private Levels _levels;
    private int _depth;
    private int _begun;

    /// <summary>True in the outermost part: it is never left out.</summary>
    public readonly bool IsAtRoot => _depth == 1;

    /// <summary>Enters an object or list.</summary>
    public void Begin(bool isList) => _levels[_depth++] = new Level { IsList = isList };

    /// <summary>Names the member that comes next in the innermost object.</summary>
    public void Name(JsonEncodedText name) => _levels[_depth - 1].Name = name;

    /// <summary>Writes the beginnings that are still owed.</summary>
    public void Flush(Utf8JsonWriter writer)
    {
        for (; _begun < _depth; _begun++)
        {
            WriteName(writer, _begun - 1);
            if (_levels[_begun].IsList)
            {
                writer.WriteStartArray();
            }
            else
            {
                writer.WriteStartObject();
            }
        }
    }

    /// <summary>Writes all that comes before a value.</summary>
    public void FlushForValue(Utf8JsonWriter writer)
    {
        Flush(writer);
        WriteName(writer, _depth - 1);
    }

    /// <summary>Leaves the innermost object or list.</summary>
    public void End(Utf8JsonWriter writer)
    {
        _depth--;
        if (_begun <= _depth)
        {
            return;
        }

        _begun = _depth;
        if (_levels[_depth].IsList)
        {
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteEndObject();
        }
    }

    private readonly void WriteName(Utf8JsonWriter writer, int level)
    {
        if (level >= 0 && !_levels[level].IsList)
        {
            writer.WritePropertyName(_levels[level].Name);
        }
    }

    private struct Level
    {
        public bool IsList;
        public JsonEncodedText Name;
    }

    [InlineArray(FieldMapping.MaxDepth)]
    private struct Levels
    {
        private Level _first;
    }
}
