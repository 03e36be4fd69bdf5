using System.Globalization;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Gates.Rates;

/// <summary>The reasons of deliveries that may not wait.</summary>
internal static class QueueWords
{
    public static string Full(QueuePolicy queue) =>
        string.Create(CultureInfo.InvariantCulture, $"queue full: {queue.Limit} wait already");

    public static string Late(QueuePolicy queue) => $"queue deadline of {DurationShape.Text(queue.Deadline)} passed";
}
