using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>What goes wrong between here and the far side.</summary>
public sealed class TransferTests
{
    private const string Retry = "retry: { attempts: 3, initial: 30s, max: 1h, jitter: false }\n";

    [Fact]
    public async Task Sent_but_not_confirmed_it_is_looked_up_and_not_sent_again()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.CutAfter);

        var file = await stage.MakeAsync();
        Assert.Equal((FileState.Sending, "the connection broke"), await StateAsync(stage, file));
        Assert.Equal("queued · files queued", await stage.TellAsync(lead));
        await stage.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Single(stage.Far.Tries);
        Assert.Single(stage.Far.Looks);
        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090000.csv", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task While_it_cannot_be_looked_up_it_is_not_sent_again()
    {
        using var stage = new BatchStage(Retry);
        await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        stage.Far.LookProblem = "no connection";

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal((FileState.Failed, "no connection"), await StateAsync(stage, file));
        Assert.Single(stage.Far.Tries);
        stage.Far.LookProblem = null;
        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "resend"));
        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task A_file_of_another_size_under_its_name_is_not_taken_for_it()
    {
        using var stage = new BatchStage(Retry);
        await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.Away);
        var file = await stage.MakeAsync();
        stage.Far.Files["daily_20261102_090000.csv"] = [1, 2, 3];

        await stage.PassAsync(TimeSpan.FromMinutes(1));

        var (state, problem) = await StateAsync(stage, file);
        Assert.Equal(FileState.Failed, state);
        Assert.Contains("3 bytes instead of", problem, StringComparison.Ordinal);
        Assert.Empty(stage.Far.Arrived);
    }

    [Fact]
    public async Task Retries_wait_longer_each_time_and_end_in_failed_with_an_alert()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        Repeat(stage, Trouble.Away, 3);

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromSeconds(29), TimeSpan.FromHours(1));
        Assert.Single(stage.Far.Tries);
        await stage.PassAsync(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        Assert.Equal(2, stage.Far.Tries.Count);
        await stage.PassAsync(TimeSpan.FromSeconds(58), TimeSpan.FromHours(1));
        Assert.Equal(2, stage.Far.Tries.Count);
        await stage.PassAsync(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

        Assert.Equal((FileState.Failed, "no connection"), await StateAsync(stage, file));
        Assert.Equal(3, stage.Far.Tries.Count);
        Assert.Equal(("batch_failed", "batch daily, file daily_20261102_090000.csv: no connection"), Assert.Single(stage.Alerts()));
        Assert.Equal("queued · files queued", await stage.TellAsync(lead));

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "resend"));
        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task Refused_it_is_not_tried_again_before_somebody_says_so()
    {
        using var stage = new BatchStage(Retry);
        await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.Refused);

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal((FileState.Failed, "the password is wrong"), await StateAsync(stage, file));
        Assert.Single(stage.Far.Tries);
        Assert.Equal("batch_failed", Assert.Single(stage.Alerts()).Kind);
    }

    [Fact]
    public async Task Mended_credentials_of_a_new_configuration_are_used()
    {
        const string HostKey = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
        const string Sftp = "to: {{ type: sftp, host: h.example, user: u, password: '${{{0}}}', host_key: '" + HostKey + "' }}\n";
        using var stage = new BatchStage(string.Format(Sftp, "OLD"));
        stage.Far.Password = "new-password";
        await stage.SubmitAsync();
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Failed, (await stage.FileAsync(file)).State);

        stage.Configure(string.Format(Sftp, "NEW"));
        await stage.OrderAsync(file, "resend");

        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file)).State);
    }

    [Fact]
    public async Task A_name_that_is_taken_waits_until_it_is_free()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        stage.Far.Files["daily_20261102_090000.csv"] = [1];

        var file = await stage.MakeAsync();
        Assert.Equal((FileState.Failed, "another file has its name"), await StateAsync(stage, file));
        stage.Far.Files.Clear();
        await stage.OrderAsync(file, "resend");

        Assert.Equal([lead], stage.ArrivedLeads());
        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
    }

    [Fact]
    public async Task Another_file_of_its_name_and_size_is_never_taken_for_it()
    {
        using var stage = new BatchStage(Retry + "file: leads.csv\n");
        var lead = await stage.SubmitAsync();
        var other = new byte[$"lead_id,first\r\n{lead},Ann\r\n".Length];
        stage.Far.Files["leads.csv"] = other;

        var file = await stage.MakeAsync();
        await stage.OrderAsync(file, "resend");

        Assert.Equal(FileState.Failed, (await stage.FileAsync(file)).State);
        Assert.Equal("queued · files queued", await stage.TellAsync(lead));
        stage.Far.Files.Clear();
        await stage.OrderAsync(file, "resend");
        Assert.Equal([lead], stage.ArrivedLeads());
    }

    [Theory]
    [InlineData("confirm", 1, "success 12.50 · files success 12.50 in daily_20261102_090000.csv")]
    [InlineData("resend", 2, "success 12.50 · files success 12.50 in daily_20261102_090000.csv")]
    [InlineData("discard", 1, "failure · files failure")]
    public async Task Where_nobody_can_look_an_operator_says_what_became_of_it(string order, int sent, string told)
    {
        using var stage = new BatchStage(Retry);
        stage.Far.CannotLook = true;
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        var lead = await stage.SubmitAsync();

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal((FileState.Unconfirmed, "the connection broke before the answer"), await StateAsync(stage, file));
        Assert.Equal("batch_unconfirmed", Assert.Single(stage.Alerts()).Kind);
        Assert.Single(stage.Far.Arrived);

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, order));

        Assert.Equal(sent, stage.Far.Arrived.Count);
        Assert.Equal(told, await stage.TellAsync(lead));
        var report = await stage.FileAsync(file);
        Assert.Equal(order == "discard" ? FileState.Discarded : FileState.Delivered, report.State);
        Assert.Equal(order != "discard", report.Confirmed > 0);
        Assert.True(report.HasEnded);
    }

    [Fact]
    public async Task Killed_while_it_was_sent_where_nobody_can_look_it_is_unconfirmed()
    {
        using var stage = new BatchStage(Retry);
        stage.Far.CannotLook = true;
        stage.Far.Next.Enqueue(Trouble.KilledAfter);
        await stage.SubmitAsync();

        var file = await stage.MakeAsync();

        Assert.Equal(FileState.Unconfirmed, (await stage.FileAsync(file)).State);
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task A_delivered_file_is_sent_again_on_order_and_its_leads_stay_as_they_are()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        var file = await stage.MakeAsync();
        stage.Far.Files.Clear();
        stage.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "resend"));

        Assert.Equal(2, stage.Far.Arrived.Count);
        Assert.Equal(stage.Far.Arrived[0], stage.Far.Arrived[1]);
        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, 1, 1), (report.State, report.Resends, report.Accepted));
        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090000.csv", await stage.TellAsync(lead));
        Assert.Equal(1, await stage.EventsAsync(lead, "delivery.settled"));
    }

    [Fact]
    public async Task A_resend_that_fails_is_given_up_and_the_file_stays_delivered()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        var file = await stage.MakeAsync();
        stage.Far.Files.Clear();
        stage.Far.Next.Enqueue(Trouble.Refused);
        await stage.OrderAsync(file, "resend");
        Assert.Equal(FileState.Failed, (await stage.FileAsync(file)).State);

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "discard"));

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Equal(Outcome.Success, (await stage.LeadAsync(lead)).Outcome);
    }

    [Fact]
    public async Task A_discarded_file_marks_its_leads_as_failed()
    {
        using var stage = new BatchStage(Retry, recipient: "price: 12.50\ncaps: { daily: 5 }\n");
        var lead = await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.Refused);
        var file = await stage.MakeAsync();

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "discard"));

        Assert.Equal("failure · files failure", await stage.TellAsync(lead));
        Assert.Equal("the file was given up by an operator", (await stage.LeadAsync(lead)).Reason);
        Assert.Equal(FileState.Discarded, (await stage.FileAsync(file)).State);
        Assert.Equal((0m, 0m), Queue.BatchLeadTests.Cap(stage));
        Assert.Equal(OrderStatus.NotNow, await stage.OrderAsync(file, "resend"));
    }

    private static void Repeat(BatchStage stage, Trouble trouble, int times)
    {
        for (var time = 0; time < times; time++)
        {
            stage.Far.Next.Enqueue(trouble);
        }
    }

    private static async Task<(FileState, string?)> StateAsync(BatchStage stage, string file)
    {
        var report = await stage.FileAsync(file);
        return (report.State, report.Problem);
    }
}
