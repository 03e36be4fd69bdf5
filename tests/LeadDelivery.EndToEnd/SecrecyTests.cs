using System.Text;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Neither secrets nor consumers' data are found where they do not belong, and erased means erased.</summary>
public sealed class SecrecyTests
{
    private const string Email = "zyxwv.secrecy@example.com";
    private const string Phone = "5559073146";
    private const string Surname = "Quetzalcoatlus";

    private const string Lead =
        $$"""{"first_name":"Ann","last_name":"{{Surname}}","email":"{{Email}}","phone_1":"{{Phone}}","state":"CA"}""";

    private static readonly string[] Consumer = [Email, Phone, Surname];
    private static readonly string[] Secrets = [HostSetup.BuyerToken, HostSetup.SourceKey, HostSetup.OperatorKey];

    [Fact]
    public async Task Nothing_of_the_consumer_and_no_secret_is_readable_in_the_data_folder_or_the_log()
    {
        await using var stage = new Stage();
        var leadId = await DeliverAsync(stage);
        // Killed, not stopped: the write-ahead log is left as it is.
        await stage.Host.KillAsync();

        Assert.NotEmpty(FilesWith(stage.Data, leadId));
        Assert.All(Consumer.Concat(Secrets), text => Assert.Empty(FilesWith(stage.Data, text)));
        Assert.All(Consumer.Concat(Secrets), text => Assert.DoesNotContain(text, stage.Host.Output, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Events_show_the_request_with_its_secret_masked()
    {
        await using var stage = new Stage();
        var events = await Events(stage, await DeliverAsync(stage));

        Assert.Contains(Email, events, StringComparison.Ordinal);
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, events, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erased_lead_keeps_its_story_and_loses_the_consumer()
    {
        await using var stage = new Stage();
        var leadId = await DeliverAsync(stage);

        Assert.InRange((await stage.Api.OperateAsync(HttpMethod.Delete, $"/api/leads/{leadId}")).Status, 200, 204);

        await AssertErasedAsync(stage, leadId);
        await stage.Host.KillAsync();
        Assert.All(Consumer, text => Assert.Empty(FilesWith(stage.Data, text)));
        await stage.Host.StartAsync();
        await AssertErasedAsync(stage, leadId);
        Assert.InRange((await stage.Api.OperateAsync(HttpMethod.Post, $"/api/leads/{leadId}/redeliver", "{}")).Status, 400, 499);
    }

    [Fact]
    public async Task Erased_lead_stays_erased_when_an_older_backup_of_the_database_is_put_back()
    {
        await using var stage = new Stage();
        var leadId = await DeliverAsync(stage);
        await stage.Host.KillAsync();
        var backup = Directory.CreateDirectory(stage.Combine("backup")).FullName;
        foreach (var file in Directory.GetFiles(stage.Data, "leads.db*"))
            File.Copy(file, Path.Combine(backup, Path.GetFileName(file)));
        await stage.Host.StartAsync();
        Assert.InRange((await stage.Api.OperateAsync(HttpMethod.Delete, $"/api/leads/{leadId}")).Status, 200, 204);
        await stage.Host.KillAsync();

        foreach (var file in Directory.GetFiles(stage.Data, "leads.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(backup))
            File.Copy(file, Path.Combine(stage.Data, Path.GetFileName(file)));
        await stage.Host.StartAsync();

        var lead = await stage.Api.ReadAsync(leadId);
        Assert.Equal("success", lead.Outcome);
        Assert.All(Consumer, text => Assert.DoesNotContain(text, lead.Text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Two deliveries, so that a refusal that repeats the consumer's data goes through the workflow, and a sale.</summary>
    private static async Task<string> DeliverAsync(Stage stage)
    {
        var echo = stage.Buyer.On("/echo", (connection, _) => connection.ReplyAsync(200, $$"""{"status":"rejected","message":"we know {{Email}}"}"""));
        stage.Config.Recipient("echo", echo).Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept))
            .Flow("fall", "{ waterfall: [echo, buyer] }");
        await stage.StartAsync();
        var lead = await stage.Api.SubmitAsync("fall", Lead);
        Assert.Equal("success", lead.Outcome);
        return lead.LeadId;
    }

    private static async Task AssertErasedAsync(Stage stage, string leadId)
    {
        var lead = await stage.Api.ReadAsync(leadId);
        Assert.Equal(200, lead.Status);
        Assert.Equal("success", lead.Outcome);
        Assert.Equal(45m, lead.Json["price"]!.GetValue<decimal>());
        Assert.All(Consumer, text => Assert.DoesNotContain(text, lead.Text, StringComparison.OrdinalIgnoreCase));
        var events = await Events(stage, leadId);
        Assert.All(Consumer, text => Assert.DoesNotContain(text, events, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> Events(Stage stage, string leadId)
    {
        var events = await stage.Api.EventsAsync(leadId);
        Assert.Equal(200, events.Status);
        return events.Text;
    }

    /// <summary>Files that hold a text in UTF-8 or UTF-16, in any case.</summary>
    private static string[] FilesWith(string folder, string text) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Holds(File.ReadAllBytes(file), text))];

    private static bool Holds(byte[] bytes, string text) =>
        Encoding.Latin1.GetString(bytes).Contains(text, StringComparison.OrdinalIgnoreCase) ||
        bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
