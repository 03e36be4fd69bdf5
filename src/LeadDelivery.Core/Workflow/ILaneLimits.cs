namespace LeadDelivery.Core.Workflow;

/// <summary>How many calls of a lane run at once. Read at each dispatch, so that a changed configuration takes effect.</summary>
public interface ILaneLimits
{
    /// <summary>At least 1.</summary>
    int ConcurrencyOf(string lane);

    /// <summary>How many may wait in it; one more is started outside of the lane, with <see cref="IActivityContext.LaneIsFull"/>.</summary>
    int QueueOf(string lane) => int.MaxValue;

    /// <summary>How long a call may wait in it; then it is started outside of the lane, with <see cref="IActivityContext.LaneIsLate"/>.</summary>
    TimeSpan PatienceOf(string lane) => Timeout.InfiniteTimeSpan;
}
