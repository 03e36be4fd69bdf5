using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>batches/*.yaml</c></summary>
internal static class BatchDocument
{
    private static readonly RetryPolicy DefaultRetry = new Batch
    {
        Id = "",
        Name = "",
        Recipient = "",
        Format = null!,
        Columns = [],
        Schedule = null!,
        File = null!,
        To = null!,
    }.Retry;

    private static readonly Key<string> Name = new("name", Is.Text, "As people know it; the file's name where not given.");

    private static readonly Key<string> Recipient = Key.Of(
        "recipient", ReferenceShape.Recipient, "The recipient whose leads it takes: of type batch, and of this batch alone.")
        .Required().Like("legacy-buyer");

    private static readonly Key<FileNaming> File = Key.Of(
        "file",
        new PlainTextShape<FileNaming>("a file's name such as \"leads_{date}_{time}.csv\"", FileNaming.Parse),
        "What files are called: {date} {time} {year} {month} {day} {hour} {minute} {count} {batch}, or a template; "
        + "{batch}_{date}_{time} and the format's ending where not given.").Like("\"leads_{date}_{time}.csv\"");

    private static readonly Key<bool> WhenEmpty = Key.Of(
        "when_empty", new WordShape<bool>(("skip", false), ("send", true)), "What becomes of a due file without rows.").Or(false, "skip");

    private static readonly Key<string> Password = Key.Of(
        "password", RemoteTexts.Secret("ZIP_PASSWORD"), "For AES-256 (WinZip AE-2), which most programs read but not the one of Windows.")
        .Like("${ZIP_PASSWORD}");

    private static readonly Key<ZipOptions> Zip = Key.Of(
        "zip",
        new ObjectShape<ZipOptions>("A zip archive.", zip => new(zip.Get(Password)), Password),
        "Puts the file into a zip archive; {} for one without a password.").Like("{ password: \"${ZIP_PASSWORD}\" }");

    private static readonly Key<bool> Gzip = Key.Of("gzip", Is.Boolean, "Compresses the file with gzip; .gz is added to its name.")
        .Or(false, "false");

    private static readonly Key Pgp = Key.NotYet(
        "pgp",
        "this build has no PGP, for want of a well-kept library; expected zip: { password: … } (AES-256), or sftp, ftps or https alone");

    private static readonly Key<TimeSpan> Keep = Key.Of(
        "keep", Is.Duration("1h", "3650d"), "How long a file is kept after it was made.").Or(TimeSpan.FromDays(90), "90d");

    private static readonly Key<RetryPolicy> Retry = Key.Of(
        "retry", RetryDocument.ShapeFor(DefaultRetry), "How often, and after which waits, a transfer is repeated.")
        .Like("{ attempts: 10, initial: 30s, max: 30m }");

    private static readonly Key<TimeSpan> Late = Key.Of(
        "late", Is.Duration("1m", "30d"), "A file that is not confirmed so long after it was due is late, and somebody is told.")
        .Or(TimeSpan.FromHours(1), "1h");

    /// <summary>The whole file.</summary>
    public static ObjectShape<Batch> Shape { get; } = new(
        "How the leads of a recipient become files, and where these go.",
        Build,
        [
            Name, Recipient, FileFormatDocument.Format, ColumnsDocument.Columns, .. FileFormatDocument.Sections,
            BatchScheduleDocument.Section, File, WhenEmpty, DestinationDocument.To, BatchChecksDocument.Checks, Zip, Gzip, Pgp,
            Keep, Retry, Late, FeedbackDocument.Section,
        ]);

    private static Batch Build(ObjectReading batch)
    {
        var format = FileFormatDocument.Of(batch, FileFormatDocument.Format);
        var (checks, required) = batch.Get(BatchChecksDocument.Checks) ?? new();
        var columns = ColumnsDocument.Of(batch, format, required);
        foreach (var total in checks.Totals.Where(total => columns.All(column => column.Name != total)))
        {
            batch.MistakeAt("checks.totals", $"`{total}` is no column, {Suggestion.For(total, columns.Select(column => column.Name))}");
        }

        if (batch.Get(Gzip) && batch.Has(Zip))
        {
            batch.Mistake(Gzip, "a file is packed once, expected either gzip or zip");
        }

        return new()
        {
            Id = batch.Place.Document.Id,
            Name = batch.Get(Name) ?? batch.Place.Document.Id,
            Recipient = batch.Get(Recipient)!,
            Format = format,
            Columns = columns,
            Schedule = batch.Get(BatchScheduleDocument.Section) ?? new BatchSchedule(),
            File = batch.Get(File) ?? new(FileNaming.DefaultStem + format.Ending),
            SendEmpty = batch.Get(WhenEmpty),
            To = batch.Get(DestinationDocument.To)!,
            Checks = checks,
            Packaging = new(batch.Get(Gzip), batch.Get(Zip)),
            Keep = batch.Get(Keep),
            Retry = batch.Get(Retry) ?? DefaultRetry,
            Feedback = batch.Get(FeedbackDocument.Section),
            Late = batch.Get(Late),
        };
    }
}
