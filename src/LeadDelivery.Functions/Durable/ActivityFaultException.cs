using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// How an activity's exception leaves it: by its type alone. The extension writes message and stack into the history, and a message may
/// quote what a consumer entered.
/// </summary>
public sealed class ActivityFaultException(string errorType) : Exception(errorType)
{
    /// <summary>The type that a failure tells of.</summary>
    internal static string TypeIn(TaskFailureDetails details) =>
        details.ErrorType == typeof(ActivityFaultException).FullName ? details.ErrorMessage : details.ErrorType;
}
