using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Operations;

/// <summary>The JSON object that operator calls carry; none is the same as an empty one.</summary>
internal static class OperatorBody
{
    /// <summary>The members, or the answer to a body that is none.</summary>
    public static async ValueTask<(ValueObject Fields, Problem? Problem)> ReadAsync(HttpContext context, WebLimits limits)
    {
        if (await BoundedBody.ReadAsync(context, limits) is not { } body)
        {
            return (ValueObject.Empty, BoundedBody.TooLarge(limits));
        }

        if (body.Length == 0)
        {
            return (ValueObject.Empty, null);
        }

        if (BodyType.Parse(context.Request.ContentType) is not { Format: BodyFormat.Json })
        {
            return (ValueObject.Empty, Problem.OfStatus(415, "Send application/json."));
        }

        if (JsonBody.Read(body, out var error) is { } fields)
        {
            return (fields, null);
        }

        return (ValueObject.Empty, Problem.Invalid("body", $"line {error!.Line}, column {error.Column}: {error.Message}"));
    }

    /// <summary>An optional true or false, false where it is not given; the answer where it is something else.</summary>
    public static Problem? Flag(ValueObject fields, string name, out bool flag)
    {
        flag = fields.TryGet(name, out var value) && value == Value.Of(true);
        return value.Kind is ValueKind.Null or ValueKind.Boolean ? null : Problem.Invalid(name, "expected true or false");
    }

    /// <summary>An optional text member; the answer where it is something else.</summary>
    public static Problem? Text(ValueObject fields, string name, out string? text)
    {
        text = null;
        if (!fields.TryGet(name, out var value) || value.IsNull)
        {
            return null;
        }

        if (value.Kind != ValueKind.Text)
        {
            return Problem.Invalid(name, "expected text");
        }

        text = value.AsText;
        return null;
    }
}
