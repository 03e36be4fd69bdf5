using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>checks:</c> of a batch.</summary>
internal static class BatchChecksDocument
{
    private const int MostRows = 100_000_000;

    private static readonly Key<Growth> MaxGrowth = Key.Of(
        "max_growth",
        new GrowthShape(),
        $"How many times the usual rows (the median of the last {BatchHistory.Length} files) a file may have; any for no bound.")
        .Or(new(new BatchChecks().MaxGrowth), "10x");

    private static readonly Key<int> MinRows = Key.Of("min_rows", Is.Integer(0, MostRows), "The least rows.").Or(0, "0");

    private static readonly Key<int> MaxRows = new("max_rows", Is.Integer(1, MostRows), "The most rows.");

    private static readonly Key<long> MaxBytes = Key.Of("max_bytes", new SizeShape(), "The most bytes of the finished file.").Like("100MB");

    private static readonly Shape<ImmutableArray<string>> Columns =
        new ListShape<string>(new TextShape("a column's name") { TakesAnyScalar = true }) { TakesOne = true };

    private static readonly Key<ImmutableArray<string>> Required = Key.Of(
        "required", Columns, "Columns that may not be empty: a row without one is a mistake.").Like("[lead_id, first]");

    private static readonly Key<bool> FailingRows = Key.Of(
        "failing_rows",
        new WordShape<bool>(("review", false), ("stop", true)),
        "What a row with a mistake does: it goes to review and the rest goes on, or the whole file stops.").Or(false, "review");

    private static readonly Key<ImmutableArray<string>> Totals = Key.Of(
        "totals", Columns, "Columns whose numbers are summed up in the file's report.").Like("[price]");

    public static readonly Key<Section> Checks = Key.Of(
        "checks",
        new ObjectShape<Section>(
            "What must hold before a file is sent.", Build, MaxGrowth, MinRows, MaxRows, MaxBytes, Required, FailingRows, Totals),
        "What must hold before a file is sent.").Like("{ max_growth: 10x, required: [lead_id] }");

    /// <summary>What the section says.</summary>
    /// <param name="Required">Names of columns.</param>
    internal sealed record Section(BatchChecks Checks, ImmutableArray<string> Required)
    {
        public Section()
            : this(new(), [])
        {
        }
    }

    private static Section Build(ObjectReading checks)
    {
        if (checks.Find(MaxRows) is { } most && most < checks.Get(MinRows))
        {
            checks.Mistake(MaxRows, $"is less than min_rows, expected {checks.Get(MinRows)} or more");
        }

        var built = new BatchChecks
        {
            MaxGrowth = checks.Get(MaxGrowth).Times,
            MinRows = checks.Get(MinRows),
            MaxRows = checks.Find(MaxRows),
            MaxBytes = checks.Find(MaxBytes),
            StopOnRow = checks.Get(FailingRows),
            Totals = checks.Has(Totals) ? checks.Get(Totals) : [],
        };
        return new(built, checks.Has(Required) ? checks.Get(Required) : []);
    }
}
