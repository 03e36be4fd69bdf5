namespace LeadDelivery.Embedded.Storage;

/// <summary>The journal takes nothing any more: it was closed, or a fault (the inner exception) stopped it.</summary>
public sealed class JournalStoppedException(string message, Exception? fault = null) : Exception(message, fault);

/// <summary>Another process has taken the data folder over: this one must end without a further effect.</summary>
public sealed class FenceLostException(long ownEpoch, long foundEpoch)
    : Exception($"Another process has taken over this data folder (owner epoch {foundEpoch}, ours was {ownEpoch}).");

/// <summary>The data folder cannot be used; the message tells the operator which folder, why, and what to do.</summary>
public sealed class DataFolderException(string message, Exception? cause = null) : Exception(message, cause);
