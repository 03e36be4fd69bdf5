namespace LeadDelivery.Core.Plans;

/// <summary>Set for good once nobody else may be tried: shared by all parts of a plan.</summary>
internal sealed class Halt
{
    private readonly TaskCompletionSource _reached = new();

    /// <summary>Ends once it is set.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Why; null while anybody may be tried.</summary>
    public string? Reason { get; private set; }

    /// <summary>Why nobody else is tried.</summary>
    /// <param name="recipient">Who may have accepted the lead.</param>
    public static string ReasonOf(string recipient) => $"stop: {recipient} may have accepted it";

    /// <summary>Sets it: the recipient may have accepted the lead.</summary>
    public void Set(string recipient)
    {
        Reason ??= ReasonOf(recipient);
        _reached.TrySetResult();
    }
}
