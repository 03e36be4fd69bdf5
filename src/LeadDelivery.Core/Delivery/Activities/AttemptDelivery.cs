using System.Globalization;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Retrying;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>One attempt: map, authenticate, send, read the reply, and record what happened before and after.</summary>
internal sealed class AttemptDelivery(
    ICatalogs catalogs, LeadVault vault, AttemptLedger ledger, TimeProvider time, RequestBuilder requests, RequestAuthenticator authenticator,
    IReadOnlyList<IChannel> channels, RecipientGates gates, BatchQueue queue)
{
    /// <summary>What a request that is repeated with a new token gets at least: 1 s, so that a slow refusal does not doom it.</summary>
    private static readonly TimeSpan LeastRepeat = TimeSpan.FromSeconds(1);

    private readonly DeliveryScopes _scopes = new(time);
    private readonly ReviewDelivery _reviews = new(ledger, time);
    private readonly BatchDelivery _batches = new(queue, ledger, time);

    /// <summary>Runs it. What the network or the recipient does wrong is an outcome, never an exception.</summary>
    public async Task<AttemptOutput> RunAsync(IActivityContext context, AttemptInput input, CancellationToken cancellation)
    {
        var delivery = input.Delivery;
        var catalog = catalogs.Version(delivery.Catalog);
        var recipient = catalog.Recipients[delivery.Recipient];
        var lead = await vault.FindAsync(context.Records, delivery.Lead, cancellation);
        if (lead is null)
        {
            return await EndAsync(
                context, input, null, recipient, Outcome.Error, "the consumer's data was erased", cancellation, made: MaySent(context, input));
        }

        // Before all that could end it otherwise, a closed gate above all: what an earlier process sent is not offered to others.
        if (MaySent(context, input) && recipient.Unanswered == UnansweredPolicy.Stop
            && await SendingMark.IsSetAsync(context.Records, delivery, input.Attempt, cancellation))
        {
            return await EndAsync(
                context, input, lead, recipient, Outcome.Error, RetryDecision.MayHaveBeenAccepted, cancellation, stop: true);
        }

        // Nobody else, then; who was sent it before a crash is still asked for an answer.
        if (catalog.MayStop && await PhaseRecord.StoppedAsync(context.Records, delivery, cancellation) is { } stopped
            && !await WasSentAsync(context, input, cancellation))
        {
            return await HeldAsync(context, input, lead, recipient, new(stopped), cancellation);
        }

        // An attempt that may have been sent before a crash is repeated under its key all the same: only so its answer is known.
        if (!MaySent(context, input) && await PhaseRecord.ReasonAsync(context.Records, delivery, cancellation) is { } over)
        {
            var ended = await EndAsync(
                context, input, lead, recipient, input.Attempt == 1 ? Outcome.Skipped : Outcome.Error, over, cancellation, made: false);
            return ended with { Technical = false };
        }

        if (lead.Forced is { } forced)
        {
            return await EndAsync(context, input, lead, recipient, forced, "forced by the source's test rule", cancellation);
        }

        var scope = await _scopes.OfAsync(context.Records, lead, catalog, delivery, input.Attempt, cancellation);
        recipient = Paying(recipient.At(scope.Now), scope);
        var passage = new Passage(scope.DeliveryKey!, recipient, lead, scope, scope.Bid ?? recipient.ExpectedPrice(scope))
        {
            QueueIsFull = context.LaneIsFull,
            QueueIsLate = context.LaneIsLate,
        };
        if (scope.BidExpires <= scope.Now && !await WasSentAsync(context, input, cancellation))
        {
            return await HeldAsync(context, input, lead, recipient, new(RankedBid.Expired), cancellation);
        }

        // A repeat waits for its slot as all do: what was under way when the process died must not come all at once.
        if (await gates.BeforeAsync(context, passage, input.Attempt, Queued(input), cancellation) is { } hold
            && (hold.Wait is not null || !await WasSentAsync(context, input, cancellation)))
        {
            return await HeldAsync(context, input, lead, recipient, hold, cancellation);
        }

        AttemptReport? report = null;
        AttemptOutput output;
        try
        {
            output = recipient.Review is { } rules
                ? new(_reviews.Queue(context, input, lead, rules).Outcome, null, 0, null, false)
                : catalog.BatchOf(recipient.Id) is { } batch ? await BatchAsync(context, input, batch, passage, cancellation)
                : await SendAsync(context, input, catalog, passage, made => report = made, cancellation);
        }
        finally
        {
            await gates.AfterAsync(context, passage, report);
        }

        // After the gates know whether anything was sent.
        if (output.RetryInMs is null)
        {
            var departure = new Departure(passage.Key, recipient.Id, output.Outcome, output.Price)
            {
                Configured = recipient,
                KeepsPlace = recipient.Type == BatchDelivery.Type && output.Outcome == Outcome.Queued,
            };
            await gates.LeaveAsync(context, departure, cancellation);
        }

        return output;
    }

    // Where the reply names no price, what was bid is paid, whatever the recipient pays otherwise.
    private static Recipient Paying(Recipient recipient, LeadScope scope) =>
        scope.Bid is { } bid ? recipient with { Price = Template.Parse(bid.ToString(CultureInfo.InvariantCulture), out _) } : recipient;

    private async Task<AttemptOutput> BatchAsync(
        IActivityContext context, AttemptInput input, Batch batch, Passage passage, CancellationToken cancellation)
    {
        if (passage.Lead.Test)
        {
            return await EndAsync(
                context, input, passage.Lead, passage.Recipient, Outcome.Skipped, "test lead, and batches take none", cancellation);
        }

        _batches.Queue(context, input, passage, batch);
        return new(Outcome.Queued, null, 0, null, false);
    }

    private async Task<AttemptOutput> SendAsync(
        IActivityContext context, AttemptInput input, Catalog catalog, Passage passage, Action<AttemptReport> made,
        CancellationToken cancellation)
    {
        var (delivery, lead, scope, recipient) = (input.Delivery, passage.Lead, passage.Scope, passage.Recipient);
        var built = requests.Build(recipient, scope, lead.Test, input.Attempt - input.Earlier);
        if (built.Request is null)
        {
            return built.NoSandbox
                ? await EndAsync(
                    context, input, lead, recipient, Outcome.Skipped, "test lead, and the recipient has no sandbox_url", cancellation)
                : await EndAsync(
                    context, input, lead, recipient, Outcome.Error, "cannot be mapped: " + string.Join("; ", built.Problems), cancellation);
        }

        var authenticated = await authenticator.ApplyAsync(built.Request, scope, cancellation);
        var mask = catalog.Mask;
        ChannelReply reply;
        if (authenticated.Request is { } request)
        {
            mask = mask.With(request.SecretValues);
            if (recipient.Unanswered == UnansweredPolicy.Stop && !await SendingMark.SetAsync(context, delivery, input.Attempt, cancellation))
            {
                return await EndAsync(
                    context, input, lead, recipient, Outcome.Error, RetryDecision.MayHaveBeenAccepted, cancellation, stop: true);
            }

            context.WriteSoon(ledger.Started(input, lead, request, catalog.Mask, time.GetUtcNow()));
            var channel = channels.First(channel => channel.Type == recipient.Type);
            reply = await channel.SendAsync(request, cancellation);
            if (reply is { Category: SendCategory.Answered, Status: 401 }
                && await authenticator.RenewAsync(authenticated, built.Request, scope, cancellation) is { } renewed)
            {
                mask = mask.With(renewed.Request?.SecretValues ?? []);
                reply = await AgainAsync(channel, renewed, reply, cancellation);
            }
        }
        else
        {
            reply = authenticated.Trouble!;
        }

        var verdict = VerdictMask.Apply(ReplyReader.Read(recipient, reply, scope), mask);
        made(new(reply.Category, verdict, reply.Duration, time.GetUtcNow()));
        var decision = RetryDecision.Of(
            recipient.Retry, recipient.Unanswered, verdict, input.Attempt - input.Earlier, scope.DeliveryKey!);
        var outcome = decision.After is null ? verdict.Outcome : Outcome.Pending;
        var reason = decision.Reason ?? verdict.Reason;
        var spent = (long)reply.Duration.TotalMilliseconds;
        context.Write(ledger.Ended(input, lead, reply, verdict, decision, reason, mask, time.GetUtcNow()));
        context.Write(DeliveryRecord.Write(delivery, lead, outcome, input.Attempt, input.SpentMs + spent, verdict, reason));
        if (decision.NobodyElse)
        {
            PhaseRecord.Stop(context, delivery);
        }

        var price = verdict.Outcome == Outcome.Success && !lead.Test ? verdict.Price : null;
        return new(
            verdict.Outcome, price, spent, (long?)decision.After?.TotalMilliseconds, decision.NobodyElse,
            Technical: verdict.Outcome == Outcome.Error);
    }

    // The recipient has refused the first request, so this is the same attempt, within the same bound of time.
    private static async Task<ChannelReply> AgainAsync(
        IChannel channel, AuthenticatedRequest renewed, ChannelReply first, CancellationToken cancellation)
    {
        if (renewed.Request is not { } request)
        {
            return renewed.Trouble! with { Duration = first.Duration + renewed.Trouble.Duration };
        }

        var bounds = request.Timeouts;
        var left = bounds.Total - first.Duration;
        var second = await channel.SendAsync(
            request with { Timeouts = bounds with { Total = left > LeastRepeat ? left : LeastRepeat } }, cancellation);
        return second with { Duration = first.Duration + second.Duration };
    }

    private async ValueTask<AttemptOutput> EndAsync(
        IActivityContext context, AttemptInput input, Lead? lead, Recipient recipient, Outcome outcome, string reason,
        CancellationToken cancellation, bool stop = false, bool made = true)
    {
        made &= outcome != Outcome.Skipped;
        if (lead is not null)
        {
            context.Write(ledger.NotSent(input, lead, outcome, made, stop, reason, time.GetUtcNow()));
        }

        var attempts = made ? input.Attempt : input.Attempt - 1;
        context.Write(DeliveryRecord.Write(input.Delivery, lead, outcome, attempts, input.SpentMs, null, reason));
        if (stop)
        {
            PhaseRecord.Stop(context, input.Delivery);
        }

        await gates.LeaveAsync(context, new(KeyOf(input.Delivery), input.Delivery.Recipient, outcome) { Configured = recipient }, cancellation);
        return new(outcome, null, 0, null, stop, made, outcome == Outcome.Error);
    }

    private static string KeyOf(DeliveryTicket delivery) => LeadRecords.DeliveryKey(delivery.Lead, delivery.Redelivery, delivery.Number);

    // By the engine's word, or by that of a run that was told to wait.
    private static bool MaySent(IActivityContext context, AttemptInput input) => context.MayBeRepeat || input.MaySent;

    // A delivery that was tried before ends in the error of its last attempt; one that never was is skipped.
    private async ValueTask<AttemptOutput> HeldAsync(
        IActivityContext context, AttemptInput input, Lead lead, Recipient recipient, Hold hold, CancellationToken cancellation)
    {
        if (hold.Wait is { } wait)
        {
            return new(Outcome.Pending, null, 0, (long)Math.Ceiling(wait.TotalMilliseconds), false, Made: false, MaySent: MaySent(context, input));
        }

        // What an earlier process may have sent is not "not tried": its recipient may have the lead.
        if (MaySent(context, input))
        {
            return await EndAsync(
                context, input, lead, recipient, Outcome.Error, "may have been sent before the restart; " + hold.Reason, cancellation);
        }

        var output = await EndAsync(
            context, input, lead, recipient, input.Attempt == 1 ? Outcome.Skipped : Outcome.Error, hold.Reason, cancellation, made: false);
        return output with { Technical = hold.Technical || input.Attempt > 1 };
    }

    // What may have been sent before a crash is repeated under its key whatever is closed meanwhile: only so its answer is known, and
    // nobody else is sold what this one may have taken. Of a request less than 100 ms before the crash there may be no entry: it ends as
    // one that may have been sent.
    private static async ValueTask<bool> WasSentAsync(
        IActivityContext context, AttemptInput input, CancellationToken cancellation)
    {
        if (!MaySent(context, input))
        {
            return false;
        }

        var key = KeyOf(input.Delivery);
        var events = new RecordQuery(LeadRecords.Partition(input.Delivery.Lead), LeadRecords.EventPrefix, LeadRecords.EventPrefix + "~");
        await foreach (var row in context.Records.QueryAsync(events, cancellation))
        {
            if (AttemptLedger.IsStart(row, key, input.Attempt))
            {
                return true;
            }
        }

        return false;
    }

    private TimeSpan Queued(AttemptInput input)
    {
        var waited = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(input.QueuedAt);
        return input.QueuedAt == 0 || waited < TimeSpan.Zero ? TimeSpan.Zero : waited;
    }
}
