namespace LeadDelivery.Core.Batches.Checks;

/// <summary>What must hold before a file is sent.</summary>
public sealed record BatchChecks
{
    /// <summary>How many times the usual rows (the median of the last <see cref="BatchHistory.Length"/> files) a file may have; null: any.</summary>
    public decimal? MaxGrowth { get; init; } = 10;

    /// <summary>The least rows.</summary>
    public int MinRows { get; init; }

    /// <summary>The most rows; null: any number.</summary>
    public int? MaxRows { get; init; }

    /// <summary>The most bytes of the finished file; null: any number.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>True: a row with a mistake stops the whole file. False: the row goes to review, the rest goes on.</summary>
    public bool StopOnRow { get; init; }

    /// <summary>Names of columns whose numbers are summed up in the file's report.</summary>
    public IReadOnlyList<string> Totals { get; init; } = [];
}

/// <summary>The files that growth is measured against.</summary>
public static class BatchHistory
{
    /// <summary>Ten: two working weeks of a daily file.</summary>
    public const int Length = 10;

    /// <summary>Three: fewer files say little of what is usual.</summary>
    public const int Least = 3;
}
