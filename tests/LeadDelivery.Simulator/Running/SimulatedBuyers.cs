using System.Globalization;
using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Worlds;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>What a buyer's decision on a lead is.</summary>
internal enum Decision
{
    Accepts,
    Queues,
    Has,
    Refuses,
}

/// <summary>One request as its buyer's own log has it.</summary>
internal sealed record SeenRequest(string Buyer, int Lead, string Key, int Attempt, DateTimeOffset SentAt, int Process)
{
    public Trouble? Trouble { get; init; }

    /// <summary>The ping that it answers to; empty for none.</summary>
    public string PingId { get; init; } = "";

    /// <summary>It took the lead with this request, or had taken it under this key.</summary>
    public bool Taken { get; set; }

    /// <summary>It took the lead once more, although it had it under this key: it does not look at keys.</summary>
    public bool TakenAgain { get; set; }

    /// <summary>What came back; null: the process was gone.</summary>
    public ChannelReply? Reply { get; set; }

    public DateTimeOffset? RepliedAt { get; set; }

    /// <summary>It took the lead and says something else.</summary>
    public bool Lied => Taken && Trouble is Worlds.Trouble.FailsTaken or Worlds.Trouble.GarbageTaken;
}

/// <summary>One ping as its buyer's own log has it.</summary>
internal sealed record SeenPing(string Buyer, int Lead, string Key, string Id, DateTimeOffset SentAt)
{
    /// <summary>When its bid reached the process; null: it made none, or it never came.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>The buyers: what they decide, what goes wrong on the way, and what their own books say. They outlive every process.</summary>
internal sealed class SimulatedBuyers(World world, VirtualClock clock) : IChannel
{
    private readonly Dictionary<(string Buyer, int Lead), int> _requests = [];
    private readonly HashSet<(string Buyer, string Key)> _taken = [];

    /// <summary>Every request that left a process, in order.</summary>
    public List<SeenRequest> Seen { get; } = [];

    /// <summary>Every ping, in order.</summary>
    public List<SeenPing> Pings { get; } = [];

    /// <inheritdoc/>
    public string Type => "http";

    /// <summary>What a buyer decides on a lead, whenever it is asked.</summary>
    public static Decision DecisionOf(World world, BuyerSpec buyer, int lead)
    {
        var drawn = Draw.Of(100, world.Seed, buyer.Id + " decides", lead);
        return drawn < buyer.Accepts ? Decision.Accepts
            : drawn < buyer.Accepts + buyer.Queues ? Decision.Queues
            : drawn < buyer.Accepts + buyer.Queues + buyer.Duplicates ? Decision.Has
            : Decision.Refuses;
    }

    /// <inheritdoc/>
    public Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        var buyer = world.Buyer(Header(request, "X-Buyer"));
        if (request.Url.AbsolutePath == "/pings")
        {
            return PingAsync(buyer, request);
        }

        var lead = int.Parse(Header(request, "X-Number"), CultureInfo.InvariantCulture);
        var nth = _requests[(buyer.Id, lead)] = _requests.GetValueOrDefault((buyer.Id, lead)) + 1;
        var trouble = TroubleOf(buyer, lead, nth);
        var seen = new SeenRequest(
            buyer.Id, lead, Header(request, "X-Key"), int.Parse(Header(request, "X-Attempt"), CultureInfo.InvariantCulture),
            clock.GetUtcNow(), clock.Process!.Number)
        {
            Trouble = trouble,
            PingId = request.Headers.FirstOrDefault(header => header.Key == "X-Ping").Value ?? "",
        };
        Seen.Add(seen);
        var answer = new TaskCompletionSource<ChannelReply>();
        var most = request.Timeouts.Total;
        if (trouble is Trouble.NotSent)
        {
            Reply(seen, answer, Travel(buyer, lead, nth), new() { Category = SendCategory.NotSent, Failure = SendFailure.Transport, Error = "connection refused" });
            return answer.Task;
        }

        // The request is under way: whatever becomes of the process, it arrives.
        var arrives = Travel(buyer, lead, nth);
        clock.At(clock.GetUtcNow() + arrives, null, () => Arrived(seen, buyer));
        var thinks = TimeSpan.FromMilliseconds(trouble is Trouble.Slow
            ? most.TotalMilliseconds * (80 + Draw.Of(30, world.Seed, buyer.Id + " slow", lead, nth)) / 100
            : buyer.ThinksMs * (50 + Draw.Of(100, world.Seed, buyer.Id + " thinks", lead, nth)) / 100.0);
        if (trouble is Trouble.Hang or Trouble.HangTaken || arrives + thinks > most)
        {
            Reply(seen, answer, most, Unanswered(SendFailure.Timeout, "no answer in time"));
        }
        else if (trouble is Trouble.Reset or Trouble.ResetTaken)
        {
            Reply(seen, answer, arrives + thinks, Unanswered(SendFailure.Transport, "connection reset"));
        }
        else
        {
            Reply(seen, answer, arrives + thinks, Answer(buyer, seen, lead, nth));
        }

        return answer.Task;
    }

    /// <summary>What a buyer bids for a lead, whenever it is asked; null: nothing.</summary>
    public static decimal? BidOf(World world, BuyerSpec buyer, int lead) =>
        Draw.Of(6, world.Seed, buyer.Id + " bids", lead) == 0 ? null : Draw.Of(20, world.Seed, buyer.Id + " bid", lead) * 5 + 5;

    private Task<ChannelReply> PingAsync(BuyerSpec buyer, OutboundRequest request)
    {
        var lead = int.Parse(Header(request, "X-Number"), CultureInfo.InvariantCulture);
        var ping = new SeenPing(buyer.Id, lead, Header(request, "X-Key"), $"p{Pings.Count + 1}", clock.GetUtcNow());
        Pings.Add(ping);
        var answer = new TaskCompletionSource<ChannelReply>();
        var trouble = Draw.Of(100, world.Seed, buyer.Id + " ping", lead, Pings.Count) < buyer.PingTrouble
            ? Draw.Of(4, world.Seed, buyer.Id + " ping trouble", lead, Pings.Count)
            : -1;
        var bid = BidOf(world, buyer, lead);
        var body = bid is null ? """{"status":"no"}"""
            : $$"""{"status":"ok","id":"{{ping.Id}}","bid":{{bid}}{{(buyer.BidHolds is { } holds ? $",\"expires\":{holds}" : "")}}}""";
        var thinks = TimeSpan.FromMilliseconds(trouble == 0 ? 3_600_000 : 5 + Draw.Of(buyer.ThinksMs + 1, world.Seed, buyer.Id + " ping thinks", lead));
        clock.After(thinks, () =>
        {
            ping.AnsweredAt = trouble == -1 && bid is not null ? clock.GetUtcNow() : null;
            answer.TrySetResult(new()
            {
                Category = trouble == 1 ? SendCategory.NotSent : SendCategory.Answered,
                Failure = trouble == 1 ? SendFailure.Transport : SendFailure.None,
                Error = trouble == 1 ? "connection refused" : null,
                Status = trouble == 2 ? 500 : 200,
                ContentType = "application/json",
                Body = Encoding.UTF8.GetBytes(trouble == 3 ? "<html>" : body),
                Duration = thinks,
            });
        });
        return answer.Task;
    }

    private void Arrived(SeenRequest seen, BuyerSpec buyer)
    {
        if (seen.Trouble is Trouble.Reset or Trouble.Hang or Trouble.Fails or Trouble.Garbage or Trouble.Busy or Trouble.Unauthorized
            or Trouble.ErrorBody || DecisionOf(world, buyer, seen.Lead) is not (Decision.Accepts or Decision.Queues))
        {
            return;
        }

        seen.Taken = true;
        seen.TakenAgain = !_taken.Add((buyer.Id, seen.Key)) && !buyer.HonoursKey;
    }

    private void Reply(SeenRequest seen, TaskCompletionSource<ChannelReply> answer, TimeSpan after, ChannelReply reply) =>
        clock.After(after, () =>
        {
            seen.Reply = reply;
            seen.RepliedAt = clock.GetUtcNow();
            answer.SetResult(reply with { Duration = after });
        });

    private ChannelReply Answer(BuyerSpec buyer, SeenRequest seen, int lead, int nth)
    {
        // The consumer's data comes back in a reason: it must not be stored in the open.
        var (status, body) = seen.Trouble switch
        {
            Trouble.Fails or Trouble.FailsTaken => (500 + Draw.Of(5, world.Seed, buyer.Id + " status", lead, nth), "oops"),
            Trouble.Garbage or Trouble.GarbageTaken => (200, "<html><body>maintenance</body></html>"),
            Trouble.Busy => (429, "{}"),
            Trouble.Unauthorized => (401, "{}"),
            Trouble.ErrorBody => (200, $$"""{"status":"error","message":"no room for {{Marker.Email(world, lead)}}"}"""),
            _ => (200, Decided(buyer, lead)),
        };
        return new()
        {
            Category = SendCategory.Answered,
            Status = status,
            Headers = seen.Trouble is Trouble.Busy ? [new("Retry-After", RetryAfter(buyer, lead, nth))] : [],
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    private string Decided(BuyerSpec buyer, int lead)
    {
        var price = buyer.QuotesPrice ? $",\"price\":{buyer.Price.ToString("0.00", CultureInfo.InvariantCulture)}" : "";
        return DecisionOf(world, buyer, lead) switch
        {
            Decision.Accepts => $$"""{"status":"accepted","id":"{{buyer.Id}}-{{lead}}"{{price}}}""",
            Decision.Queues => $$"""{"status":"queued","id":"{{buyer.Id}}-{{lead}}"}""",
            Decision.Has => """{"status":"duplicate"}""",
            _ => $$"""{"status":"rejected","message":"no need of {{Marker.Email(world, lead)}}"}""",
        };
    }

    private string RetryAfter(BuyerSpec buyer, int lead, int nth)
    {
        var seconds = Draw.Of(2, world.Seed, buyer.Id + " later", lead, nth) == 0 ? 2 : 90;
        return Draw.Of(2, world.Seed, buyer.Id + " form", lead, nth) == 0
            ? seconds.ToString(CultureInfo.InvariantCulture)
            : clock.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
    }

    private Trouble? TroubleOf(BuyerSpec buyer, int lead, int nth) =>
        Draw.Of(100, world.Seed, buyer.Id + " trouble", lead, nth) < buyer.Trouble
            ? buyer.Troubles[Draw.Of(buyer.Troubles.Length, world.Seed, buyer.Id + " which", lead, nth)]
            : null;

    private TimeSpan Travel(BuyerSpec buyer, int lead, int nth) =>
        TimeSpan.FromMicroseconds(500 + Draw.Of(10_000, world.Seed, buyer.Id + " travel", lead, nth));

    private static ChannelReply Unanswered(SendFailure failure, string error) =>
        new() { Category = SendCategory.Unanswered, Failure = failure, Error = error };

    private static string Header(OutboundRequest request, string name) => request.Headers.First(header => header.Key == name).Value;
}

/// <summary>What marks a consumer's data, wherever it turns up.</summary>
internal static class Marker
{
    public const string Word = "zq7consumer";

    public static string Email(World world, int lead) =>
        $"{Word}{world.Leads.FirstOrDefault(spec => spec.Number == lead)?.Person ?? lead}@example.com";
}
