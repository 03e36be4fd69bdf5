namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>What is played on both hosts.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("waterfall", "{ waterfall: [$no, $dup, $down, $yes, $late] }", [("no", "no", ""), ("dup", "dup", ""), ("down", "down", ""), ("yes", "yes45", ""), ("late", "yes9", "")]),
        new("final-no", "{ waterfall: [$no, $yes], on: [error] }\nunsold: $end", [("no", "no", ""), ("yes", "yes45", ""), ("end", "yes5", "")]),
        new("parallel", "{ parallel: [$yes, $no, $slow] }\nalso: [$crm, { deliver: $down, when: \"state == 'CA'\" }]",
            [("yes", "yes45", ""), ("no", "no", ""), ("slow", "slowyes3", ""), ("crm", "yes", ""), ("down", "down", "")]),
        new("require-all", "{ parallel: [$yes, $no], require: all }\nunsold: $end", [("yes", "yes45", ""), ("no", "no", ""), ("end", "yes5", "")]),
        new("race", "{ race: [$slow, $yes] }", [("slow", "slowyes50", ""), ("yes", "yes45", "")], async scene =>
        {
            await scene.SubmitAsync();
            await scene.RecipientAsync("slow");
        }),
        new("auction", "{ auction: { bidders: [$a, $b, $c, $d], deadline: 20s, min_bid: 5, fallback: $e } }",
            [("a", "no bid30", ""), ("b", "yes bid20", ""), ("c", "yes nobid", ""), ("d", "yes bid4", ""), ("e", "yes2", "")]),
        new("auction-fallback", "{ auction: { bidders: [$a, $b], deadline: 20s, fallback: { waterfall: [$e, $f] } } }", [("a", "no bid30", ""), ("b", "yes nobid", ""), ("e", "down", ""), ("f", "yes2", "")]),
        new("auction-hangs", "{ auction: { bidders: [$a, $b], deadline: 2s } }", [("a", "yes hang", ""), ("b", "yes bid9", "")]),
        new("auction-shared", "{ auction: { bidders: [$a, $b, $c, $d], winners: 2, deadline: 20s } }", [("a", "yes bid10", ""), ("b", "no bid20", ""), ("c", "yes bid15", ""), ("d", "yes", "price: 12")]),
        new("auction-alone", "{ auction: { bidders: [$a, $b, $c], winners: 2, deadline: 20s } }", [("a", "no bid10x50", ""), ("b", "yes bid20x35.01", ""), ("c", "yes bid15", "")]),
        new("auction-excluded", "{ auction: { bidders: [$a, $b], exclude: sold_to, deadline: 20s } }", [("a", "yes bid10", "name: Acme"), ("b", "yes bid20", "name: Bravo")],
            scene => scene.SubmitAsync(new { email = "ann@example.com", sold_to = "BRAVO" })),
        new("windows", "{ windows: [{ for: 3s, plan: $no, every: 2s }, { for: 1s, plan: { waterfall: [$down, $yes] } }] }", [("no", "no", ""), ("down", "down", ""), ("yes", "yes45", "")]),
        new("windows-move-on", "{ windows: [{ for: 1h, plan: $no, move_on: refused }, { for: 1h, plan: $yes }] }", [("no", "no", ""), ("yes", "yes45", "")]),
        new("windows-close", "{ windows: [{ for: 2s, plan: $down }, { for: 1h, plan: $yes }] }", [("down", "down", "retry: { attempts: 5, initial: 10s, jitter: false }"), ("yes", "yes45", "")]),
        new("route", "{ route: [{ when: \"state == 'NY'\", then: $no }, { when: \"state == 'CA'\", then: { rotate: { members: [{ $a: 1 }, { $b: 1 }], by: round_robin, then_rest: true } } }, { else: $no }] }",
            [("no", "no", ""), ("a", "no", ""), ("b", "yes45", "")]),
        new("route-none", "{ route: [{ when: \"state == 'NY'\", then: $no }] }", [("no", "no", "")]),
        new("backup", "$a", [("a", "down", "backup: $b"), ("b", "busy", "backup: $c"), ("c", "yes45", "")]),
        new("unanswered", "{ waterfall: [$a, $b] }\nunsold: $b", [("a", "hang", "unanswered: stop"), ("b", "yes45", "")]),
        new("unanswered-beside", "{ parallel: [$a, $b] }", [("a", "hang", "unanswered: stop"), ("b", "down,yes45", "retry: { attempts: 2, initial: 3s, jitter: false }")]),
        new("retries", "$a", [("a", "down,busy,yes45", "retry: { attempts: 3, initial: 50ms, jitter: false }")]),
        new("caps", "{ waterfall: [$a, $b] }", [("a", "yes45", "caps: { daily: 2, revenue_monthly: 90 }"), ("b", "no", "")], async scene =>
        {
            await Times(3, () => scene.SubmitAsync());
            await scene.RecipientAsync("a");
        }),
        new("caps-narrow", "{ parallel: [$a, $b] }", [("a", "yes45", "caps: [{ daily: 1, when: \"state == 'CA'\", name: California }, { total: 2 }]"), ("b", "no", "caps: { daily: 1 }")], async scene =>
        {
            foreach (var state in new[] { "CA", "CA", "TX", "TX" })
            {
                await scene.SubmitAsync(new { email = "ann@example.com", state });
            }

            await scene.RecipientAsync("a");
            await scene.RecipientAsync("b");
        }),
        new("caps-money-unknown", "$a", [("a", "yes45", "caps: { revenue_daily: 100 }")], async scene =>
        {
            await Times(3, () => scene.SubmitAsync());
            await scene.RecipientAsync("a");
        }),
        new("caps-contended", "$a", [("a", "yes45", "price: 45\ncaps: { daily: 5, revenue_total: 135 }")], async scene =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => scene.QuietlyAsync(new { email = "ann@example.com" })));
            scene.Tell(string.Join(" ", answers.Select(answer => answer.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal)));
            await scene.RecipientAsync("a");
        }),
        new("balance", "{ waterfall: [$a] }", [("a", "yes45", "price: 45\nbalance: { credit_limit: 10 }")], async scene =>
        {
            await scene.SubmitAsync();
            await scene.CallAsync("POST", "/api/recipients/$a/balance", new { amount = 80, reference = "first" });
            await scene.CallAsync("POST", "/api/recipients/$a/balance", new { amount = 80, reference = "first" });
            await Times(3, () => scene.SubmitAsync());
            await scene.RecipientAsync("a");
        }),
        new("circuit", "{ waterfall: [$a, $b] }", [("a", "down", "circuit: { consecutive: 2, within: 5m, break: 1h }\nretry: { attempts: 1 }\nbackup: $c"), ("b", "yes45", ""), ("c", "no", "")], async scene =>
        {
            await scene.CallAsync("POST", "/api/recipients/$a/circuit", new { state = "open" });
            await scene.KnownAsync("a", "circuit", "open");
            await scene.SubmitAsync();
            await scene.RecipientAsync("a");
            await scene.CallAsync("POST", "/api/recipients/$a/circuit", new { state = "closed", @for = "1h" });
            await scene.KnownAsync("a", "circuit", "closed");
            await Times(3, () => scene.SubmitAsync());
            await scene.RecipientAsync("a");
            await scene.CallAsync("POST", "/api/recipients/$a/circuit", new { state = "auto" });
        }),
        new("locked", "{ waterfall: [$a, $b] }", [("a", "locked", "backup: $c"), ("b", "yes45", ""), ("c", "no", "")], async scene =>
        {
            await scene.SubmitAsync();
            await scene.KnownAsync("a", "paused", "True");
            await scene.SubmitAsync();
            await scene.RecipientAsync("a");
            await scene.CallAsync("POST", "/api/recipients/$a/resume");
            await scene.KnownAsync("a", "paused", "False");
            await scene.SubmitAsync();
        }),
        new("paused", "{ waterfall: [$a, $b] }", [("a", "yes45", "backup: $b"), ("b", "yes1", "")], async scene =>
        {
            await scene.CallAsync("POST", "/api/recipients/$a/pause", new { reason = "they move" });
            await scene.KnownAsync("a", "paused", "True");
            await scene.SubmitAsync();
            await scene.RecipientAsync("a");
            await scene.CallAsync("POST", "/api/recipients/$a/resume");
            await scene.KnownAsync("a", "paused", "False");
            await scene.SubmitAsync();
        }),
        new("sightings", "{ waterfall: [$a, $b] }", [("a", "yes45", "dedupe: { by: [email], within: 90d }"), ("b", "yes1", "")], scene => Times(2, () => scene.SubmitAsync())),
        new("closed", "{ waterfall: [$a, $b] }", [("a", "yes45", "schedule: { timezone: UTC, open: [\"Mon 00:00-00:01\"], closed: [] }\nwhen: \"state == 'TX'\""), ("b", "yes1", "when: \"state == 'CA'\"")]),
        new("source-ping", "{ auction: { bidders: [$a, $b], margin: 20%, deadline: 20s, fallback: $c } }", [("a", "yes bid10", ""), ("b", "no bid20", ""), ("c", "yes15", "")], async scene =>
        {
            var ping = await scene.CallAsync("POST", "/api/flows/source-ping/pings", new { state = "CA" }, isSource: true);
            var id = ping.GetProperty("ping_id").GetString();
            await scene.SubmitAsync(new { email = "ann@example.com", state = "TX" }, $"wait=20&ping_id={id}");
            await scene.SubmitAsync(query: $"wait=20&ping_id={id}");
            await scene.SubmitAsync(query: $"wait=20&ping_id={id}");
            var full = await scene.CallAsync("POST", "/api/flows/source-ping/pings?mode=full", new { email = "ann@example.com", state = "CA" }, isSource: true);
            var lead = full.GetProperty("lead_id").GetString()!;
            await scene.EndOf(lead);
            await scene.ShowAsync(lead);
            await scene.CallAsync("POST", "/api/flows/waterfall/pings", new { state = "CA" }, isSource: true);
        }),
        new("review", "{ parallel: [$desk, $second] }", [("desk", "", "type: review\napprove: $buyer"), ("second", "", "type: review"), ("buyer", "yes45", "")], async scene =>
        {
            var lead = await scene.SubmitAsync();
            await scene.CallAsync("POST", $"/api/leads/{lead}/review", new { decision = "approve" });
            await scene.CallAsync("POST", $"/api/leads/{lead}/review", new { decision = "reject", reason = "no", recipient = "review-second" });
            await scene.ShowAsync(lead);
        }),
        new("review-rejects", "{ waterfall: [$no, $desk] }", [("no", "no", ""), ("desk", "", "type: review\napprove: $no")], async scene =>
        {
            var lead = await scene.SubmitAsync();
            await scene.CallAsync("POST", $"/api/leads/{lead}/review", new { decision = "reject", reason = "a joke" });
            await scene.ShowAsync(lead);
            await scene.CallAsync("POST", $"/api/leads/{lead}/review", new { decision = "approve" });
        }),
        new("file", "{ waterfall: [$no, $files] }", [("no", "down", ""), ("files", "", "type: batch\nprice: 12.50")], async scene =>
        {
            var lead = await scene.SubmitAsync();
            var order = await scene.CallAsync("POST", "/api/batches/$files/run");
            await scene.EndOf("file-" + order.GetProperty("file").GetString());
            await scene.ShowAsync(lead);
        }),
        new("redelivery", "{ waterfall: [$no, $yes] }\nalso: [$crm]", [("no", "no,yes7", ""), ("yes", "yes45", ""), ("crm", "yes", ""), ("other", "dup", "")], async scene =>
        {
            var lead = await scene.SubmitAsync();
            await scene.RedeliverAsync(lead, 1, "no");
            await scene.RedeliverAsync(lead, 2, "crm");
            await scene.RedeliverAsync(lead, 3, "other");
            await scene.RedeliverAsync(lead, 4);

            await scene.ShowAsync(lead);
        }),
        new("erasure", "{ waterfall: [$no, $yes] }", [("no", "no", ""), ("yes", "yes45", "dedupe: { by: [email], within: 90d }")], async scene =>
        {
            var lead = await scene.SubmitAsync();
            await scene.CallAsync("DELETE", "/api/leads/" + lead);
            await scene.ShowAsync(lead);
            await scene.CallAsync("POST", $"/api/leads/{lead}/redeliver", new { });
            await scene.SubmitAsync();
        }),
        new("tests", "{ waterfall: [$a] }", [("a", "yes45", "caps: { daily: 1 }")], async scene =>
        {
            await scene.SubmitAsync(query: "wait=20&test=true");
            await scene.SubmitAsync(new { email = "accept@example.com", state = "CA" });
            await scene.SubmitAsync(new { email = "reject@example.com", state = "CA" });
            await scene.RecipientAsync("a");
        }),
        new("acceptance", "$a\naccept: { fields: { email: { type: email, required: true } }, dedupe: { by: [email], within: 1h }, when: \"age >= 18\" }", [("a", "yes45", "")], async scene =>
        {
            await scene.SubmitAsync(new { email = "x", age = 20 });
            await scene.SubmitAsync(new { email = "ann@example.com", age = 2 });
            await scene.SubmitAsync(new { email = "ann@example.com", age = 20 });
            await scene.SubmitAsync(new { email = "ann@example.com", age = 20 });
            await scene.CallAsync("POST", "/api/flows/acceptance/leads", new[] { 1 }, isSource: true);
            await scene.SubmitAsync(new { email = "bob@example.com", age = 20 }, key: "parity-1");
            await scene.SubmitAsync(new { email = "bob@example.com", age = 20 }, key: "parity-1");
            await scene.CallAsync("POST", "/api/flows/acceptance/leads", new { email = "eve@example.com", age = 20 }, isSource: true, key: "parity-1");
        }),
        new("operators", "$a", [("a", "yes45", "")], async scene =>
        {
            await scene.CallAsync("POST", "/api/recipients/$a/preview", new { lead = new { email = "ann@example.com" } });
            await scene.CallAsync("POST", "/api/recipients/$a/test");
            await scene.CallAsync("POST", "/api/recipients/$nobody/pause");
            await scene.CallAsync("GET", "/api/recipients/$nobody");
            await scene.CallAsync("GET", "/api/leads/01JD0000000000000000000000");
            await scene.CallAsync("POST", "/api/recipients/$a/circuit", new { state = "ajar" });
        }),
    ];

    private static async Task Times(int count, Func<Task> play)
    {
        for (var at = 0; at < count; at++)
        {
            await play();
        }
    }
}
