using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Batches;

/// <summary>How the leads of a <c>batch</c> recipient become files, and where these go (<c>batches/*.yaml</c>).</summary>
public sealed record Batch
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>As people know it; the id where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>The recipient whose leads it takes; of type <c>batch</c>, and of one batch alone.</summary>
    public required string Recipient { get; init; }

    /// <summary>How rows are written.</summary>
    public required FileFormat Format { get; init; }

    /// <summary>The columns, in order.</summary>
    public required ImmutableArray<BatchColumn> Columns { get; init; }

    /// <summary>When a file is made.</summary>
    public required BatchSchedule Schedule { get; init; }

    /// <summary>What files are called.</summary>
    public required FileNaming File { get; init; }

    /// <summary>True where a due file without rows is sent all the same.</summary>
    public bool SendEmpty { get; init; }

    /// <summary>Where files go.</summary>
    public required Destination To { get; init; }

    /// <summary>What must hold before a file is sent.</summary>
    public BatchChecks Checks { get; init; } = new();

    /// <summary>What is done to the file before it is sent.</summary>
    public Packaging Packaging { get; init; } = new();

    /// <summary>How long a file is kept after it was made: 90 days, as the field's agreements on returns and disputes ask for at most.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How often, and after which waits, a transfer is repeated.</summary>
    public RetryPolicy Retry { get; init; } = new()
    {
        Attempts = 10,
        Initial = TimeSpan.FromSeconds(30),
        Max = TimeSpan.FromMinutes(30),
    };

    /// <summary>Where the recipient's answers about rows are found; null where it gives none.</summary>
    public FeedbackRules? Feedback { get; init; }

    /// <summary>A file that is not confirmed so long after it was due is late, and somebody is told.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>What is done to a file before it is sent; at most one of the two.</summary>
/// <param name="Gzip">Compressed with gzip; <c>.gz</c> is added to its name.</param>
/// <param name="Zip">Put into a zip archive; <c>.zip</c> takes the place of its ending.</param>
public sealed record Packaging(bool Gzip = false, ZipOptions? Zip = null);

/// <summary>A zip archive of one file.</summary>
/// <param name="Password">For AES-256 (WinZip AE-2); null for none.</param>
public sealed record ZipOptions(string? Password)
{
    /// <summary>Says only whether there is a password.</summary>
    public override string ToString() => Password is null ? "zip" : "zip with password";
}
