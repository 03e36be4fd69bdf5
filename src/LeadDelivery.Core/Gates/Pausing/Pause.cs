namespace LeadDelivery.Core.Gates.Pausing;

/// <summary>Why a recipient is paused.</summary>
public enum PauseCause
{
    /// <summary>An operator wished it.</summary>
    Operator,

    /// <summary>It answered 401 or 403, or no credentials could be had for it.</summary>
    Unauthorized,

    /// <summary>It refused too many leads in a row.</summary>
    Shutdown,
}

/// <summary>A recipient that gets nothing until somebody resumes it.</summary>
/// <param name="At">Since when.</param>
/// <param name="Who">The operator, or <c>automatic</c>.</param>
/// <param name="Reason">For people; null where an operator gave none.</param>
public sealed record Pause(DateTimeOffset At, string Who, PauseCause Cause, string? Reason)
{
    /// <summary>The cause's name in answers and records.</summary>
    public static string Name(PauseCause cause) => cause switch
    {
        PauseCause.Unauthorized => "unauthorized",
        PauseCause.Shutdown => "shutdown",
        _ => "operator",
    };
}

/// <summary><c>shutdown:</c> of a recipient.</summary>
/// <param name="Rejects">Refusals in a row that pause it.</param>
public sealed record ShutdownPolicy(int Rejects);
