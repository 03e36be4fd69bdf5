namespace LeadDelivery.Embedded.Storage;

/// <summary>Why new work should not be taken in right now. Running work goes on in every state but <see cref="Stopping"/>.</summary>
public enum JournalPressure
{
    /// <summary>Take in.</summary>
    None,

    /// <summary>The queue is long or its oldest entry has waited long: the caller should come again later.</summary>
    Behind,

    /// <summary>The disk is nearly full: what is left is for the work already taken in.</summary>
    NoSpace,

    /// <summary>The journal stops or has stopped.</summary>
    Stopping,
}
