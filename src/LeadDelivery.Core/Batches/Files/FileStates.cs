using LeadDelivery.Core.Batches.Schedules;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>The words for states and reasons, as operators read them.</summary>
public static class FileStates
{
    /// <summary>A state's name.</summary>
    public static string Name(FileState state) => state switch
    {
        FileState.Taking => "taking",
        FileState.Building => "building",
        FileState.Held => "held",
        FileState.Sending => "sending",
        FileState.Unconfirmed => "unconfirmed",
        FileState.Failed => "failed",
        FileState.Settling => "settling",
        FileState.Delivered => "delivered",
        FileState.Empty => "empty",
        _ => "discarded",
    };

    /// <summary>A reason's name.</summary>
    public static string Name(DueReason reason) => reason switch
    {
        DueReason.Cron => "cron",
        DueReason.Count => "count",
        DueReason.Idle => "idle",
        DueReason.MaxAge => "max_age",
        _ => "demand",
    };
}
