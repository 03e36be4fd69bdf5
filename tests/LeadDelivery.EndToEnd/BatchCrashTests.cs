using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LeadDelivery.Channels.Tests.Files;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The process dies again and again while leads wait for files and files are made: every lead is in one file, once.</summary>
public sealed class BatchCrashTests
{
    /// <summary>A few leads each, so that many files are under way.</summary>
    private const int Count = 4;

    /// <summary>Where the process dies, one after the other; the hits are late enough to be past the start, where leads are read anew.</summary>
    private static readonly string[] Deaths =
    [
        "journal.before-commit:23", "engine.activity-after-effect:9", "journal.after-commit:31", "engine.activity-before-effect:14",
        "journal.in-commit:40", "engine.activity-after-effect:17", "journal.after-commit:47", "journal.before-commit:52",
    ];

    [Fact]
    public async Task Death_at_any_point_neither_loses_nor_doubles_a_row_nor_sends_a_second_file()
    {
        await using var stage = new Stage();
        var drop = Directory.CreateDirectory(stage.Combine("drop")).FullName;
        await SurviveAsync(stage, drop, $"{{ type: folder, path: {drop} }}", [], Deaths);
    }

    [Fact]
    public async Task Death_while_files_go_over_sftp_leaves_each_of_them_there_once_and_whole()
    {
        using var server = await SshServer.StartAsync();
        await using var stage = new Stage();
        var to = server.Destination;
        var options = $"type: sftp, host: 127.0.0.1, port: {to.Port}, user: {to.User}, key: \"${{SSH_KEY}}\", passphrase: \"${{SSH_PASSPHRASE}}\", "
            + $"host_key: \"SHA256:{to.HostKey}\", path: {to.Path}";
        var secrets = new Dictionary<string, string> { ["SSH_KEY"] = to.Key!, ["SSH_PASSPHRASE"] = to.Passphrase! };
        await SurviveAsync(stage, server.Far, $"{{ {options} }}", secrets, Deaths[1..5]);
    }

    private static async Task SurviveAsync(
        Stage stage, string drop, string to, Dictionary<string, string> secrets, IReadOnlyList<string> deaths)
    {
        Configure(stage, to);
        var leads = new ConcurrentDictionary<string, string>();
        foreach (var death in deaths)
        {
            var environment = new Dictionary<string, string>(secrets) { ["LEADDELIVERY_FAILPOINT"] = death };
            await using var host = await HostProcess.StartAsync(stage.Setup with { Environment = environment });
            await PumpUntilDeadAsync(host, leads);
        }

        var api = (await stage.StartAsync(stage.Setup with { Environment = secrets })).Api;
        await DrainAsync(api);

        var files = await FilesAsync(api);
        Assert.All(files, file => Assert.True(Text(file, "state") is "delivered" or "empty", file.ToJsonString()));
        var sent = files.Where(file => Text(file, "state") == "delivered").ToDictionary(file => Text(file, "name"));
        Assert.Equal(sent.Keys.Order(), Directory.EnumerateFiles(drop).Select(Path.GetFileName).Order()!);
        var rows = new List<string>();
        foreach (var path in Directory.EnumerateFiles(drop))
        {
            var lines = await File.ReadAllLinesAsync(path);
            rows.AddRange(lines[1..].Select(line => line.Split(',')[0]));
            Assert.Equal(sent[Path.GetFileName(path)]["rows"]!.GetValue<int>(), lines.Length - 1);
        }

        Assert.True(rows.Count > 10 * Count, $"only {rows.Count} rows were tried");
        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.Empty(leads.Values.Except(rows));
        foreach (var id in rows)
        {
            var lead = await api.ReadAsync(id);
            var delivery = Assert.Single(lead.Deliveries);
            Assert.Equal(("success", 3.00m), (lead.Outcome, lead.Json["price"]!.GetValue<decimal>()));
            Assert.Contains(delivery["file"]!.GetValue<string>(), sent.Keys);
            Assert.Single((await api.EventsAsync(id)).Json.AsArray(), entry => Text(entry!, "type") == "delivery.settled");
        }

        var caps = (await api.OperateAsync(HttpMethod.Get, "/api/recipients/legacy")).Json["caps"]![0]!;
        Assert.Equal((rows.Count, 0), (caps["used"]!.GetValue<int>(), caps["reserved"]!.GetValue<int>()));
    }

    private static void Configure(Stage stage, string to) => stage.Config
        .Write("recipients/legacy.yaml", "type: batch\nprice: 3.00\ncaps: { daily: 100000 }\n")
        .Write("batches/legacy.yaml", $$$"""
            recipient: legacy
            format: csv
            columns: { lead_id: "{{lead.id}}", first: "{{lead.first_name}}", last: "{{lead.last_name}}" }
            schedule: { count: {{{Count}}} }
            checks: { max_growth: 1000x }
            retry: { attempts: 5, initial: 100ms, max: 500ms }
            file: "leads_{date}_{time}.csv"
            to: {{{to}}}
            """)
        .Flow("batched", "legacy");

    // Sources that repeat a submit under its key until it is answered, as good sources do.
    private static async Task PumpUntilDeadAsync(HostProcess host, ConcurrentDictionary<string, string> leads)
    {
        var first = leads.Count;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async source =>
        {
            for (var number = 0; !host.HasExited && number < 400; number++)
            {
                var key = $"{first}-{source}-{number}";
                try
                {
                    var answer = await host.Api.SubmitAsync("batched", wait: 0, idempotencyKey: key);
                    if (answer.Status is 200 or 202)
                        leads[key] = answer.LeadId;
                }
                catch (HttpRequestException)
                {
                    // It is dead, or dying.
                }
            }
        }));
        await host.DeathAsync();
    }

    // What is left over, less than a file by the schedule, is asked for until nothing waits and everything has ended.
    private static async Task DrainAsync(Api api) => await Eventually.SeeAsync(
        async () =>
        {
            await api.OperateAsync(HttpMethod.Post, "/api/batches/legacy/run");
            var batch = (await api.OperateAsync(HttpMethod.Get, "/api/batches/legacy")).Json;
            var open = (await FilesAsync(api)).Where(file => Text(file, "state") is not ("delivered" or "empty")).ToList();
            return $"{batch["waiting"]} waiting, {string.Join("; ", open.Select(file => file.ToJsonString()))}";
        },
        seen => seen == "0 waiting, ",
        TimeSpan.FromMinutes(2));

    private static async Task<IReadOnlyList<JsonNode>> FilesAsync(Api api)
    {
        var files = new List<JsonNode>();
        var cursor = "";
        do
        {
            var page = (await api.OperateAsync(HttpMethod.Get, $"/api/batches/legacy/files?limit=500&cursor={cursor}")).Json;
            files.AddRange(page["files"]!.AsArray().Select(file => file!));
            cursor = page["cursor"]?.GetValue<string>() ?? "";
        }
        while (cursor.Length > 0);
        return files;
    }

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";
}
