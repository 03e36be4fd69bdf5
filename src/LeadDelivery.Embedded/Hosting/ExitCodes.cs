namespace LeadDelivery.Embedded.Hosting;

/// <summary>How the program ends.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped as asked, or done.</summary>
    public const int Done = 0;

    /// <summary>A lead was not sold, or a request could not be built.</summary>
    public const int NotDone = 1;

    /// <summary>Wrong options or configuration; nothing was started.</summary>
    public const int Misused = 2;

    /// <summary>The data folder or the address is in use or unusable.</summary>
    public const int Unusable = 3;

    /// <summary>The storage failed: <c>EX_SOFTWARE</c>, for which service managers start a process again.</summary>
    public const int Failed = 70;
}
