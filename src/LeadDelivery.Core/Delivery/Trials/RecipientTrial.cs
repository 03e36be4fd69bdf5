using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Trials;

/// <summary>
/// Sends one sample to a recipient and shows what came back and how it was understood. Nothing is counted, billed or kept as a lead; that
/// it was done is on record.
/// </summary>
public sealed class RecipientTrial(
    RequestBuilder requests, RequestAuthenticator authenticator, IReadOnlyList<IChannel> channels, IRecordStore records, UlidFactory ids,
    TimeProvider time)
{
    /// <summary>The longest a trial takes, 60 s: a person is waiting, and no buyer in the field answers later.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(60);

    /// <summary>Most characters of a reply that are shown, 64 Ki: ten times the longest known answer to a lead.</summary>
    public const int MaxShownBody = 64 * 1024;

    /// <summary>Headers of a reply that hold credentials of their own.</summary>
    private static readonly string[] SecretReplyHeaders = ["Set-Cookie", "Authorization", "Proxy-Authorization"];

    /// <summary>Tries it; null where it should go to a sandbox and the recipient has none.</summary>
    /// <param name="who">For the record: the operator.</param>
    public async Task<TrialResult?> RunAsync(Trial trial, string who, CancellationToken cancellation)
    {
        var made = TrialRequest.Of(trial, requests, time);
        if (made.Built.NoSandbox)
        {
            return null;
        }

        var mask = trial.Catalog.Mask;
        if (made.Built.Request is not { } request)
        {
            var (shown, hasUrl, problems) = made.Preview(mask);
            return new(shown!, hasUrl, null, null, problems);
        }

        // On record before anything leaves, so that no request goes out of which nothing is known.
        var operation = RecordOperation.Insert(CatalogHolder.OperationsPartition, ids.Next(), Operation(trial, who));
        await records.WriteAsync([operation], cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(MaxDuration);
        OutboundRequest? sent = null;
        ChannelReply reply;
        try
        {
            (sent, reply) = await SendAsync(request, made.Scope, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            reply = new()
            {
                Category = SendCategory.Unanswered,
                Failure = SendFailure.Timeout,
                Error = $"no answer within {MaxDuration.TotalSeconds:0} s",
                Duration = MaxDuration,
            };
        }

        var replyMask = sent is null ? mask : mask.With(sent.SecretValues);
        return new(
            sent is null ? made.Preview(mask).Shown! : RequestPreview.Of(sent, mask), true, Shown(reply, replyMask),
            Understood(trial, reply, made.Scope, replyMask), []);
    }

    private async Task<(OutboundRequest? Sent, ChannelReply Reply)> SendAsync(
        OutboundRequest request, LeadScope scope, CancellationToken cancellation)
    {
        var authenticated = await authenticator.ApplyAsync(request, scope, cancellation);
        if (authenticated.Request is not { } ready)
        {
            return (null, authenticated.Trouble!);
        }

        var channel = channels.First(channel => channel.Type == request.Recipient.Type);
        var reply = await channel.SendAsync(ready, cancellation);
        if (reply is { Category: SendCategory.Answered, Status: 401 }
            && await authenticator.RenewAsync(authenticated, request, scope, cancellation) is { Request: { } renewed })
        {
            return (renewed, await channel.SendAsync(renewed, cancellation));
        }

        return (ready, reply);
    }

    private static TrialReply Shown(ChannelReply reply, SecretMask mask)
    {
        var text = ReplyText.Decode(reply.Body.Span, reply.ContentType);
        var isCut = text.Length > MaxShownBody;
        ImmutableArray<KeyValuePair<string, string>> headers =
        [
            .. reply.Headers.Select(header => KeyValuePair.Create(
                header.Key,
                SecretReplyHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                    ? SecretMask.Replacement
                    : mask.Apply(header.Value))),
        ];

        // Masked before it is cut: half a secret at the end would be none to the mask.
        var shown = mask.Apply(text);
        return new(reply.Status, headers, shown.Length > MaxShownBody ? shown[..MaxShownBody] : shown, isCut, reply.Error, reply.Duration);
    }

    private static TrialVerdict Understood(Trial trial, ChannelReply reply, LeadScope scope, SecretMask mask)
    {
        if (!trial.IsPing)
        {
            return new(VerdictMask.Apply(ReplyReader.Read(trial.Recipient, reply, scope), mask));
        }

        var bid = BidReader.Read(trial.Recipient, reply, scope);
        return new(
            VerdictMask.Apply(bid.Verdict, mask) with { Price = bid.Price }, bid.PingId is { } id ? mask.Apply(id) : null, bid.ExpiresIn);
    }

    private byte[] Operation(Trial trial, string who)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow());
            json.WriteString("who", who);
            json.WriteString("what", "recipient.test");
            json.WriteString("recipient", trial.Recipient.Id);
            json.WriteBoolean("live", !trial.ToSandbox);
            json.WriteBoolean("ping", trial.IsPing);
            json.WriteString("version", trial.Catalog.Version);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
