using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Bench.Files;

/// <summary>Leads of 20 columns as rows: some 280 characters each, like those of a mortgage form.</summary>
internal static class Leads
{
    /// <summary>Different rows; they are written again and again.</summary>
    private const int Count = 1_000;

    private const int Width = 30;

    private static readonly FieldMapping Mapping = FieldMapping.Compile(ValueJson.Parse("{}"u8), out _)!;

    private static readonly string[] Names =
    [
        "lead_id", "received", "first_name", "last_name", "email", "phone_1", "phone_2", "address", "city", "state", "zip", "dob", "loan_amount",
        "rate", "purpose", "property", "owns_home", "ip_address", "certificate", "comment",
    ];

    public static ImmutableArray<BatchColumn> Columns { get; } = [.. Names.Select(n => new BatchColumn { Name = n, Value = Mapping, Width = Width })];

    public static Value[][] Rows() => [.. Enumerable.Range(0, Count).Select(Row)];

    private static Value[] Row(int i) =>
    [
        Value.Of($"01JD{i:D22}"), Value.Of(new DateTimeOffset(2026, 11, 21, 2, 0, 0, TimeSpan.Zero).AddSeconds(i)), Value.Of("Annabelle"),
        Value.Of("O'Connor"), Value.Of($"annabelle.{i}@example.com"), Value.Of("+15125550142"), Value.Null, Value.Of($"{i} Main St, Apt 5"),
        Value.Of("San José"), Value.Of("CA"), Value.Of("02134"), Value.Of("1985-04-07"), Value.Of(250_000m + i), Value.Of(6.125m), Value.Of("refinance"),
        Value.Of("single family"), Value.Of(i % 2 == 0), Value.Of("203.0.113.9"), Value.Of($"https://cert.trustedform.com/{i:D40}"),
        Value.Of("said \"call after 5\""),
    ];
}
