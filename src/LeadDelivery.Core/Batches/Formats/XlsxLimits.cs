namespace LeadDelivery.Core.Batches.Formats;

/// <summary>What a sheet of Excel holds ("Excel specifications and limits").</summary>
public static class XlsxLimits
{
    /// <summary>Rows, the header among them.</summary>
    public const int Rows = 1_048_576;

    /// <summary>Columns.</summary>
    public const int Columns = 16_384;

    /// <summary>Characters of a cell, in UTF-16 units.</summary>
    public const int Text = 32_767;

    /// <summary>Characters of a sheet's name.</summary>
    public const int SheetName = 31;

    /// <summary>Widest column, in characters.</summary>
    public const int Width = 255;

    /// <summary>Digits of a number that are kept; a longer one is written as text, so that an account's number stays what it is.</summary>
    public const int Digits = 15;
}
