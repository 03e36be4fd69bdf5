using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary><c>/api/recipients/{id}/balance</c>: what a recipient that pays in advance has left, what came in and went out, and top-ups.</summary>
internal static class BalanceEndpoints
{
    /// <summary>Movements on a page where none is asked for.</summary>
    private const int UsualPage = 100;

    /// <summary>Most movements on a page.</summary>
    private const int LargestPage = 1000;

    /// <summary>Longest reference, in characters: four times a bank's.</summary>
    private const int LongestReference = 140;

    /// <summary>Largest amount of one top-up.</summary>
    private const decimal LargestAmount = 1_000_000_000m;

    private static readonly Problem Unpaid = new(
        409, "no-balance", "No balance", "This recipient does not pay in advance: it has no balance in the configuration.");

    private static readonly Problem Reused = new(
        409, "reference-reused", "Reference reused", "Another amount came under this reference. Use a new reference for a new top-up.");

    public static async Task<Results<JsonAnswer, Problem>> GetAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations)
    {
        if (Find(id, catalogs, operations, out var recipient) is { } problem)
        {
            return problem;
        }

        var query = context.Request.Query;
        var limit = UsualPage;
        if (query.TryGetValue("limit", out var asked)
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LargestPage))
        {
            return Problem.Invalid("limit", $"expected a whole number from 1 to {LargestPage}");
        }

        var before = query.TryGetValue("before", out var cursor) ? cursor.ToString() : null;
        if (before is not null && UlidFactory.TimeOf(before) is null)
        {
            return Problem.Invalid("before", "expected the id of a movement");
        }

        await operations.Refresh(recipient!, context.RequestAborted);
        var movements = await operations.Movements(id, before, limit, context.RequestAborted);
        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            WriteView(writer, recipient!, operations.Balance(recipient!)!);
            writer.WriteStartArray("movements"u8);
            foreach (var movement in movements)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, movement.Id);
                writer.WriteString("at"u8, movement.At);
                writer.WriteString("kind"u8, movement.Kind);
                writer.WriteNumber("amount"u8, movement.Amount);
                writer.WriteString("reference"u8, movement.Reference);
                writer.WriteString("by"u8, movement.By);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    public static async Task<Results<JsonAnswer, Problem>> PostAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations, WebLimits limits)
    {
        if (Find(id, catalogs, operations, out var recipient) is { } problem)
        {
            return problem;
        }

        var body = await OperatorBody.ReadAsync(context, limits);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (!body.Fields.TryGet("amount", out var amount) || amount.Kind != ValueKind.Number || amount.AsNumber == 0
            || Math.Abs(amount.AsNumber) > LargestAmount)
        {
            return Problem.Invalid("amount", "expected an amount such as 500.00; below zero for a correction");
        }

        if (OperatorBody.Text(body.Fields, "reference", out var reference) is { } wrong)
        {
            return wrong;
        }

        if (reference is not { Length: <= LongestReference } || string.IsNullOrWhiteSpace(reference) || reference.Any(char.IsControl))
        {
            return Problem.Invalid("reference", $"expected your own reference, {LongestReference} characters at most: the same one is taken once");
        }

        return await operations.TopUp(id, amount.AsNumber, reference, OperatorKey.Name, context.RequestAborted) == TopUpStatus.ReferenceReused
            ? Reused
            : new JsonAnswer(200, writer =>
            {
                writer.WriteStartObject();
                WriteView(writer, recipient!, operations.Balance(recipient!)!);
                writer.WriteEndObject();
            });
    }

    private static Problem? Find(string id, ICatalogs catalogs, RecipientOperations operations, out Recipient? recipient) =>
        !catalogs.Current.Recipients.TryGetValue(id, out recipient) ? RecipientEndpoints.Unknown
        : operations.Balance(recipient) is null ? Unpaid
        : null;

    /// <summary>Writes the members of a balance.</summary>
    public static void WriteView(Utf8JsonWriter writer, Recipient recipient, BalanceView balance)
    {
        writer.WriteNumber("balance"u8, balance.Balance);
        writer.WriteNumber("reserved"u8, balance.Reserved);
        writer.WriteNumber("available"u8, balance.Available);
        writer.WriteString("currency"u8, recipient.Currency);
    }
}
