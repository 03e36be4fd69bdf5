using System.Collections.Immutable;

namespace LeadDelivery.Simulator.Worlds;

/// <summary>A recipient as it is configured, and the buyer behind it.</summary>
internal sealed record BuyerSpec(string Id)
{
    public BuyerKind Kind { get; init; }

    /// <summary>Of a review: whom an approved lead goes to.</summary>
    public string? Approve { get; init; }

    public Condition? When { get; init; }

    public decimal Price { get; init; }

    /// <summary>Names the price in its replies; otherwise the configuration does.</summary>
    public bool QuotesPrice { get; init; }

    public int Attempts { get; init; } = 3;

    public int InitialMs { get; init; } = 1000;

    public bool Exponential { get; init; } = true;

    public bool Jitter { get; init; } = true;

    public decimal Growth { get; init; } = 1m;

    public int RetryAfterMaxSeconds { get; init; } = 300;

    /// <summary>What is retried; null for the default.</summary>
    public ImmutableArray<string>? RetryOn { get; init; }

    public bool Stops { get; init; }

    public int Concurrency { get; init; } = 64;

    public int TimeoutMs { get; init; } = 5000;

    public string? Backup { get; init; }

    /// <summary>Failures in a row that open its circuit; null: it has none.</summary>
    public int? CircuitAfter { get; init; }

    public int CircuitBreakSeconds { get; init; } = 60;

    /// <summary>Requests a second; null for any number.</summary>
    public int? Rate { get; init; }

    /// <summary>How many may wait for its rate or its concurrency; null for the default.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>How long one may wait there, seconds.</summary>
    public int QueueSeconds { get; init; } = 60;

    /// <summary>Refusals in a row that pause it; null: none do.</summary>
    public int? ShutdownAfter { get; init; }

    /// <summary>Is asked for a bid before it gets a lead.</summary>
    public bool IsPinged { get; init; }

    /// <summary>Of 100 pings so many meet trouble.</summary>
    public int PingTrouble { get; init; }

    /// <summary>How long its bids hold, seconds; null: it does not say.</summary>
    public int? BidHolds { get; init; }

    /// <summary>What it buys at most; null: any number.</summary>
    public CapSpec? Cap { get; init; }

    /// <summary>What it pays in advance: as much is bought on credit; null: it pays afterwards.</summary>
    public decimal? Credit { get; init; }

    /// <summary>Takes no second lead of one person.</summary>
    public bool Dedupes { get; init; }

    /// <summary>Tells a lead it has taken from a new one by the key, and then repeats its first answer.</summary>
    public bool HonoursKey { get; init; } = true;

    /// <summary>Of 100 leads it takes so many, …</summary>
    public int Accepts { get; init; } = 60;

    /// <summary>… takes so many to decide later, …</summary>
    public int Queues { get; init; }

    /// <summary>… has so many already, and refuses the rest.</summary>
    public int Duplicates { get; init; } = 5;

    /// <summary>Of 100 requests so many meet trouble.</summary>
    public int Trouble { get; init; }

    /// <summary>Which.</summary>
    public ImmutableArray<Trouble> Troubles { get; init; } = [];

    /// <summary>The same buyer taking files: what concerns requests is nothing to it.</summary>
    public static BuyerSpec Batch(BuyerSpec buyer) => new(buyer.Id)
    {
        Kind = BuyerKind.Batch,
        When = buyer.When,
        Price = buyer.Price,
        Cap = buyer.Cap,
        Credit = buyer.Credit,
        Dedupes = buyer.Dedupes,
        Accepts = buyer.Accepts,
        Duplicates = buyer.Duplicates,
    };

    /// <summary>A review in the buyer's place.</summary>
    public static BuyerSpec Review(BuyerSpec buyer, string approve) =>
        new(buyer.Id) { Kind = BuyerKind.Review, When = buyer.When, Approve = approve };

    /// <summary>Usual time to answer, milliseconds.</summary>
    public int ThinksMs { get; init; } = 50;
}

/// <summary>How a recipient decides.</summary>
internal enum BuyerKind
{
    /// <summary>With its answer.</summary>
    Http,

    /// <summary>Row by row, once it has the file that a lead is in.</summary>
    Batch,

    /// <summary>An operator does, whenever one comes to look.</summary>
    Review,
}

/// <summary>A cap of so many sales in a period, by the wall clock of a zone.</summary>
/// <param name="Period"><c>minutely hourly daily total</c>.</param>
internal sealed record CapSpec(string Period, int Number, string Zone)
{
    /// <summary>The most that it pays in the period; null for any amount.</summary>
    public decimal? Money { get; init; }

    /// <summary>The period a moment lies in.</summary>
    public string Of(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(Zone));
        return Period switch
        {
            "minutely" => $"{at.UtcDateTime:yyyyMMddHHmm}",
            "hourly" => $"{at.UtcDateTime:yyyyMMddHH}",
            "daily" => $"{local:yyyyMMdd}",
            _ => "",
        };
    }
}

/// <summary>What can go wrong with one request.</summary>
internal enum Trouble
{
    /// <summary>The connection is refused: nothing arrives.</summary>
    NotSent,

    /// <summary>It arrives and is dropped without an answer.</summary>
    Reset,

    /// <summary>It is taken, and the connection breaks before the answer.</summary>
    ResetTaken,

    /// <summary>No answer ever, not taken.</summary>
    Hang,

    /// <summary>Taken, and no answer ever.</summary>
    HangTaken,

    /// <summary>The answer takes most of the time there is, or a little more.</summary>
    Slow,

    /// <summary>500, not taken.</summary>
    Fails,

    /// <summary>500 although taken.</summary>
    FailsTaken,

    /// <summary>200 and an HTML page, not taken.</summary>
    Garbage,

    /// <summary>200 and an HTML page although taken.</summary>
    GarbageTaken,

    /// <summary>429 with Retry-After.</summary>
    Busy,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>200 with an error in its body.</summary>
    ErrorBody,
}
