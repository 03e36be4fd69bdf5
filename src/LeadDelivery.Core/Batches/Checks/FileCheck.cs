using System.Globalization;

namespace LeadDelivery.Core.Batches.Checks;

/// <summary>Holds a finished file against what must be true of it.</summary>
public static class FileCheck
{
    /// <summary>What is wrong with it; empty for nothing.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="bytes">Its bytes, as it is sent; null where it is not known yet.</param>
    /// <param name="history">The rows of earlier files, the latest first; more than <see cref="BatchHistory.Length"/> are let be, and so
    /// are files without rows, which say nothing of what is usual.</param>
    /// <param name="totals">What <see cref="BatchChecks.Totals"/> came to.</param>
    public static IReadOnlyList<FileFinding> Find(
        BatchChecks checks, int rows, long? bytes, IReadOnlyList<int> history, IReadOnlyList<ColumnTotal>? totals = null)
    {
        var found = new List<FileFinding>();
        if (rows < checks.MinRows)
        {
            found.Add(new("min_rows", $"the file has {Rows(rows)}, expected at least {Number(checks.MinRows)}"));
        }

        if (rows > checks.MaxRows)
        {
            found.Add(new("max_rows", $"the file has {Rows(rows)}, expected at most {Number(checks.MaxRows.Value)}"));
        }

        if (bytes > checks.MaxBytes)
        {
            found.Add(new("max_bytes", $"the file has {Number(bytes.Value)} bytes, expected at most {Number(checks.MaxBytes.Value)}"));
        }

        if (checks.MaxGrowth is { } times && Usual(history) is { } usual && rows > times * usual)
        {
            found.Add(new(
                "max_growth",
                $"the file has {Rows(rows)}, expected at most {Number(times * usual)}: {Number(times)} times the usual {Number(usual)}"));
        }

        found.AddRange((totals ?? []).Where(total => total.NotNumbers > 0).Select(total => new FileFinding(
            "totals", $"{Number(total.NotNumbers)} of the {Rows(rows)} have no number in {total.Column}, expected one in each to sum up")
        {
            Stops = false,
        }));
        return found;
    }

    /// <summary>The usual rows: the median of the last files; null where there are too few to say.</summary>
    /// <param name="history">The latest first.</param>
    public static decimal? Usual(IReadOnlyList<int> history)
    {
        var last = history.Where(rows => rows > 0).Take(BatchHistory.Length).Order().ToList();
        if (last.Count < BatchHistory.Least)
        {
            return null;
        }

        var middle = last.Count / 2;
        return last.Count % 2 == 1 ? last[middle] : (last[middle - 1] + (decimal)last[middle]) / 2;
    }

    private static string Rows(int rows) => rows == 1 ? "1 row" : $"{Number(rows)} rows";

    private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Check">The key under <c>checks:</c>.</param>
/// <param name="Message">What was found and what was expected; no consumer's data.</param>
public sealed record FileFinding(string Check, string Message)
{
    /// <summary>True where the file may not be sent before somebody has looked at it; false where it is merely to be told.</summary>
    public bool Stops { get; init; } = true;
}

/// <summary>What a column's numbers came to.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Sum">The sum of those that are numbers; null where it goes beyond what a decimal holds.</param>
/// <param name="NotNumbers">How many rows have something else, or nothing.</param>
public sealed record ColumnTotal(string Column, decimal? Sum, int NotNumbers);
