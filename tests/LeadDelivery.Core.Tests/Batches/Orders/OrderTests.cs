using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Orders;

/// <summary>What operators may order, and when.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData("release")]
    [InlineData("discard")]
    [InlineData("confirm")]
    [InlineData("burn")]
    public async Task A_delivered_file_takes_no_order_but_to_be_sent_again(string order)
    {
        using var stage = new BatchStage();
        await stage.SubmitAsync();
        var file = await stage.MakeAsync();

        Assert.Equal(OrderStatus.NotNow, await stage.OrderAsync(file, order));
        Assert.Equal(OrderStatus.Unknown, await stage.OrderAsync("01ARZ3NDEKTSV4RRFFQ69G5FAV", order));
    }

    [Fact]
    public async Task Nothing_is_made_of_nothing()
    {
        using var stage = new BatchStage();

        Assert.Equal((OrderStatus.NothingWaits, null), await stage.Process.Orders.RunAsync(stage.Batch, "eve", default));
    }

    [Theory]
    [InlineData("confirm", OrderStatus.NotNow)]
    [InlineData("release", OrderStatus.NotNow)]
    [InlineData("discard", OrderStatus.Done)]
    public async Task A_file_that_could_not_be_written_cannot_be_confirmed(string order, OrderStatus expected)
    {
        using var stage = await BrokenAsync("BuildFile");
        var file = (await stage.FilesAsync()).Single();
        Assert.Equal(FileState.Failed, file.File.State);

        Assert.Equal(expected, await stage.OrderAsync(file.Id, order));
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("discard")]
    public async Task A_file_whose_rows_are_not_decided_can_only_be_tried_again(string order)
    {
        using var stage = await BrokenAsync("TakeRows");
        var file = (await stage.FilesAsync()).Single();
        Assert.Equal(FileState.Failed, file.File.State);

        Assert.Equal(OrderStatus.NotNow, await stage.OrderAsync(file.Id, order));
        stage.Process.Engine.Before = (_, _) => { };
        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file.Id, "resend"));

        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file.Id)).State);
        Assert.Single(stage.ArrivedLeads());
    }

    [Fact]
    public async Task An_order_given_twice_is_carried_out_once()
    {
        using var stage = new BatchStage();
        stage.Far.CannotLook = true;
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        await stage.SubmitAsync();
        var file = await stage.MakeAsync();

        // Both before anything of it is done.
        await stage.Process.Orders.OrderAsync("daily", file, "resend", "eve", default);
        await stage.Process.Orders.OrderAsync("daily", file, "resend", "bob", default);
        await stage.RunAsync();

        Assert.Equal(2, stage.Far.Arrived.Count);
        Assert.Equal(FileState.Unconfirmed, (await stage.FileAsync(file)).State);
    }

    [Fact]
    public async Task A_confirmed_file_takes_no_further_order_while_its_leads_are_marked()
    {
        using var stage = new BatchStage();
        stage.Far.CannotLook = true;
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        await stage.SubmitAllAsync(120);
        var file = await stage.MakeAsync();
        await stage.Process.Orders.OrderAsync("daily", file, "confirm", "eve", default);
        while ((await stage.FileAsync(file)).Accepted == 0)
        {
            Assert.True(await stage.Process.Engine.StepAsync());
        }

        Assert.Equal(OrderStatus.NotNow, await stage.Process.Orders.OrderAsync("daily", file, "discard", "eve", default));
        await stage.RunAsync();
        Assert.Equal((FileState.Delivered, 120), ((await stage.FileAsync(file)).State, (await stage.FileAsync(file)).Accepted));
    }

    [Fact]
    public async Task A_step_that_fails_for_good_is_told_and_mended_on_order()
    {
        using var stage = await BrokenAsync("BuildFile");
        var file = (await stage.FilesAsync()).Single();
        Assert.Equal("internal error in BuildFile (IOException)", file.File.Problem);
        Assert.Equal("batch_failed", Assert.Single(stage.Alerts()).Kind);

        stage.Process.Engine.Before = (_, _) => { };
        await stage.OrderAsync(file.Id, "resend");

        Assert.Equal((FileState.Delivered, null), ((await stage.FileAsync(file.Id)).State, (await stage.FileAsync(file.Id)).Problem));
    }

    private static async Task<BatchStage> BrokenAsync(string step)
    {
        var stage = new BatchStage("retry: { attempts: 2, initial: 1s }\n");
        await stage.SubmitAsync();
        stage.Process.Engine.Before = (activity, _) =>
        {
            if (activity == step)
            {
                throw new IOException("the disk is full");
            }
        };
        await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(1));
        return stage;
    }
}
