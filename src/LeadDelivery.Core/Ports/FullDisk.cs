namespace LeadDelivery.Core.Ports;

/// <summary>What a file system throws where nothing more can be written.</summary>
public static class FullDisk
{
    /// <summary>How it is told of a disk of this machine.</summary>
    public const string Here = "no room is left on the disk here";

    private const int NoSpaceLinux = 28;
    private const int QuotaLinux = 122;
    private const int DiskFullWindows = 0x70;

    /// <summary>True where the disk, or what its user may have of it, is full.</summary>
    public static bool Is(Exception fault) =>
        fault is IOException && (fault.HResult & 0xffff) is NoSpaceLinux or QuotaLinux or DiskFullWindows;
}
