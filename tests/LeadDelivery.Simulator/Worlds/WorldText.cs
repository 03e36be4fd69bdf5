using System.Globalization;
using System.Text;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Simulator.Worlds;

/// <summary>A world as the configuration that the product reads, and as people read it.</summary>
internal static class WorldText
{
    public static ConfigurationFiles Files(World world) => Files(world, buyer => Recipient(buyer) + Backup(buyer) + Approve(buyer));

    /// <summary>The same with recipients of which only the ids are right.</summary>
    public static ConfigurationFiles FilesOfFlow(World world) => Files(world, buyer => buyer.Kind switch
    {
        BuyerKind.Batch => "type: batch\nprice: 1\n",
        BuyerKind.Review => "type: review\n",
        _ => "price: 1\nendpoint: { url: \"https://buyer.example\" }\n",
    });

    private static ConfigurationFiles Files(World world, Func<BuyerSpec, string> recipient) => ConfigurationFiles.Of(
        world.Buyers.Select(buyer => new ConfigurationFile($"recipients/{buyer.Id}.yaml", recipient(buyer)))
            .Concat(world.Buyers.Where(buyer => buyer.Kind == BuyerKind.Batch).Select(buyer => new ConfigurationFile($"batches/{buyer.Id}.yaml", Batch(buyer))))
            .Append(new("flows/auto.yaml", Flow(world)))
            .Append(new("sources/partner.yaml", "name: Partner\nkey: partner-key-0123456789\ncost: 5.00\n")));

    /// <summary>All of it: what a failure prints.</summary>
    public static string Describe(World world)
    {
        var text = new StringBuilder();
        foreach (var file in Files(world).Items)
        {
            text.Append("--- ").AppendLine(file.Path).Append(file.Text);
            if (world.Buyers.FirstOrDefault(buyer => file.Path == $"recipients/{buyer.Id}.yaml") is { } buyer)
            {
                text.AppendLine(
                    $"# buyer: of 100 accepts {buyer.Accepts}, queues {buyer.Queues}, has {buyer.Duplicates}; "
                    + $"{(buyer.HonoursKey ? "honours" : "ignores")} the key; thinks {buyer.ThinksMs} ms; "
                    + $"trouble {buyer.Trouble}% [{string.Join(", ", buyer.Troubles)}]"
                    + (buyer.IsPinged ? $"; pings: trouble {buyer.PingTrouble}%, bids hold {buyer.BidHolds} s" : ""));
            }
        }

        text.AppendLine("--- what happens");
        text.AppendLine($"seed: {world.Seed}");
        text.AppendLine($"crashes_after_steps: [{string.Join(", ", world.Crashes)}]");
        foreach (var act in world.Acts)
        {
            text.AppendLine($"operator: {{ at: {act.At}, does: {act.Kind}, lead: {act.Lead}, buyer: {act.Buyer} }}");
        }

        foreach (var reload in world.Reloads)
        {
            text.AppendLine($"reload: {{ at: {reload.At}, plan: {Node(reload.Plan)} }}");
        }

        text.AppendLine("leads:");
        foreach (var lead in world.Leads)
        {
            text.AppendLine(
                $"- {{ number: {lead.Number}, at: {lead.At}, state: {lead.State}, score: {lead.Score}, person: {lead.Person}, "
                + $"keyed: {lead.Keyed}, test: {lead.Test} }}");
        }

        return text.ToString();
    }

    private static string Flow(World world)
    {
        var text = new StringBuilder(
            "name: Auto\nwait: 0s\naccept:\n  fields:\n    email: { type: email, required: true }\n    phone_1: { type: phone }\n"
            + "    state: { type: state }\n    score: { type: number }\n    number: { type: number }\n");
        if (world.Dedupe)
        {
            text.Append("  dedupe: { by: [email], within: 30d }\n");
        }

        text.Append("plan: ").Append(Node(world.Plan)).Append('\n');
        if (world.Also.Length > 0)
        {
            text.Append("also: [").AppendJoin(", ", world.Also.Select(Node)).Append("]\n");
        }

        if (world.Unsold is { } unsold)
        {
            text.Append("unsold: ").Append(Node(unsold)).Append('\n');
        }

        return text.ToString();
    }

    private static string Node(PlanSpec node)
    {
        var when = node.When is { } condition ? $", when: \"{condition.Text}\"" : "";
        var members = string.Join(", ", node.Members.Select(Node));
        return node.Kind switch
        {
            NodeKind.Deliver => $"{{ deliver: {node.Buyer}{when} }}",
            NodeKind.Waterfall => $"{{ waterfall: [{members}]{(node.On is { } on ? $", on: [{string.Join(", ", on)}]" : "")}{when} }}",
            NodeKind.Parallel => $"{{ parallel: [{members}]{(node.All ? ", require: all" : "")}{when} }}",
            NodeKind.Race => $"{{ race: [{members}]{when} }}",
            NodeKind.Route => $"{{ route: [{string.Join(", ", node.Members.Zip(node.Rules, Branch))}]{when} }}",
            NodeKind.Windows => $"{{ windows: [{string.Join(", ", node.Members.Zip(node.Spans, Window))}]{when} }}",
            NodeKind.Rotate => $"{{ rotate: {{ members: [{members}], by: {node.By}, then_rest: {(node.ThenRest ? "true" : "false")} }}{when} }}",
            NodeKind.Auction => $"{{ auction: {{ {Auction(node)} }}{when} }}",
            _ => throw new InvalidOperationException($"{node.Kind}"),
        };
    }

    private static string Auction(PlanSpec node)
    {
        var fallback = node.HasFallback ? $", fallback: {Node(node.Members[^1])}" : "";
        var floor = node.MinBid.ToString("0.00", CultureInfo.InvariantCulture);
        return $"bidders: [{string.Join(", ", node.Bidders.Select(Node))}], deadline: {node.DeadlineMs}ms, min_bid: {floor}, "
            + $"winners: {node.Winners}, tie: {node.Tie}{fallback}";
    }

    private static string Window(PlanSpec plan, WindowSpec window)
    {
        var every = window.Every is { } each ? $", every: {Duration(each)}" : "";
        return $"{{ for: {Duration(window.For)}, plan: {Node(plan)}{every}{(window.MovesOn ? ", move_on: refused" : "")} }}";
    }

    private static string Duration(long milliseconds) => milliseconds % 1000 == 0 ? $"{milliseconds / 1000}s" : $"{milliseconds}ms";

    private static string Branch(PlanSpec then, Condition? rule) =>
        rule is null ? $"{{ else: {Node(then)} }}" : $"{{ when: \"{rule.Text}\", then: {Node(then)} }}";

    private static string Approve(BuyerSpec buyer) => buyer.Approve is { } approve ? $"approve: {approve}\n" : "";

    /// <summary>What makes files for one that takes them.</summary>
    public static string Batch(BuyerSpec buyer) =>
        $$$"""
        recipient: {{{buyer.Id}}}
        format: csv
        columns: { key: "{{delivery.key}}", number: "{{lead.number}}" }
        file: "{batch}_{date}_{time}.csv"
        to: { type: folder, path: out/{{{buyer.Id}}} }

        """;

    private static string Backup(BuyerSpec buyer) => buyer.Backup is { } backup ? $"backup: {backup}\n" : "";

    /// <summary>A recipient but for its backup: the same text for buyers that differ in nothing but their ids and what they do.</summary>
    public static string Recipient(BuyerSpec buyer)
    {
        var text = new StringBuilder(buyer.Kind switch { BuyerKind.Batch => "type: batch\n", BuyerKind.Review => "type: review\n", _ => "" });
        if (buyer.When is { } when)
        {
            text.Append($"when: \"{when.Text}\"\n");
        }

        if (!buyer.QuotesPrice && buyer.Kind != BuyerKind.Review)
        {
            text.Append(CultureInfo.InvariantCulture, $"price: {buyer.Price:0.00}\n");
        }

        if (buyer.Kind == BuyerKind.Http)
        {
            text.Append(Http(buyer));
        }

        if (buyer.CircuitAfter is { } failures)
        {
            text.Append($"circuit: {{ consecutive: {failures}, within: 1h, break: {buyer.CircuitBreakSeconds}s, break_max: 2h }}\n");
        }

        if (buyer.Rate is { } rate)
        {
            text.Append($"rate: {rate}/s\n");
        }

        if (buyer.Kind == BuyerKind.Http)
        {
            text.Append($"queue: {{ {(buyer.QueueLimit is { } limit ? $"limit: {limit}, " : "")}deadline: {buyer.QueueSeconds}s }}\n");
        }

        if (buyer.ShutdownAfter is { } rejects)
        {
            text.Append($"shutdown: {{ rejects: {rejects} }}\n");
        }

        if (buyer.Cap is { } cap)
        {
            var money = cap.Money is { } most ? string.Create(CultureInfo.InvariantCulture, $", revenue_{cap.Period}: {most}") : "";
            text.Append($"caps: {{ {cap.Period}: {cap.Number}{money}, timezone: {cap.Zone} }}\n");
        }

        if (buyer.Credit is { } credit)
        {
            text.Append(CultureInfo.InvariantCulture, $"balance: {{ credit_limit: {credit} }}\n");
        }

        if (buyer.Dedupes)
        {
            text.Append("dedupe: { by: [email], within: 90d }\n");
        }

        if (buyer.IsPinged)
        {
            text.Append(
                """
                ping:
                  endpoint: { url: "https://buyer.example/pings", headers: { X-Buyer: "{{recipient.id}}", X-Key: "{{delivery.key}}", X-Attempt: "1", X-Number: "{{lead.number}}" } }
                  fields: { state: "{{lead.state}}" }
                  response: { success: "json.status == 'ok'", bid: json.bid, ping_id: json.id, expires: json.expires }

                """);
        }

        return text.ToString();
    }

    private static string Http(BuyerSpec buyer) =>
        $$$"""
        endpoint:
          url: "https://buyer.example/leads"
          headers: { X-Buyer: "{{recipient.id}}", X-Key: "{{delivery.key}}", X-Attempt: "{{delivery.attempt}}", X-Number: "{{lead.number}}", X-Ping: "{{ping.id}}" }
          timeout: { connect: {{{buyer.TimeoutMs}}}ms, response: {{{buyer.TimeoutMs}}}ms, total: {{{buyer.TimeoutMs}}}ms }
        fields: { email: "{{lead.email}}" }
        response: { success: "json.status == 'accepted'", duplicate: "json.status == 'duplicate'", queued: "json.status == 'queued'", reason: json.message, lead_id: json.id, price: json.price }
        retry: { attempts: {{{buyer.Attempts}}}, backoff: {{{(buyer.Exponential ? "exponential" : "fixed")}}}, initial: {{{buyer.InitialMs}}}ms, jitter: {{{(buyer.Jitter ? "true" : "false")}}}, timeout_growth: {{{buyer.Growth.ToString(CultureInfo.InvariantCulture)}}}, retry_after_max: {{{buyer.RetryAfterMaxSeconds}}}s{{{(buyer.RetryOn is { } on ? $", on: [{string.Join(", ", on)}]" : "")}}} }
        unanswered: {{{(buyer.Stops ? "stop" : "retry")}}}
        concurrency: {{{buyer.Concurrency}}}

        """;
}
