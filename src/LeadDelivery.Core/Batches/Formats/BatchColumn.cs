using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>One column of a batch's files.</summary>
public sealed record BatchColumn
{
    /// <summary>Its header.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Gives its value: a mapping whose document has the value as its one member <see cref="ValueName"/>. Options of mappings
    /// (<c>$type $format $map $default …</c>) have been applied.
    /// </summary>
    public required FieldMapping Value { get; init; }

    /// <summary>Columns that a recipient needs: a row without it is a mistake.</summary>
    public bool Required { get; init; }

    /// <summary>Its width in characters: for fixed width and for sheets; null where not given.</summary>
    public int? Width { get; init; }

    /// <summary>Fixed width: its values stand at the right.</summary>
    public bool Right { get; init; }

    /// <summary>Fixed width: what fills it up.</summary>
    public char Fill { get; init; } = ' ';

    /// <summary>XLSX: the format code its numbers or dates are shown in (<c>0.00</c>, <c>yyyy-mm-dd</c>); null for the usual one.</summary>
    public string? CellFormat { get; init; }

    /// <summary>The member of <see cref="Value"/>'s document.</summary>
    public const string ValueName = "value";
}
