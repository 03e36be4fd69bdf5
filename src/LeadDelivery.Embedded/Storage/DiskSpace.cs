namespace LeadDelivery.Embedded.Storage;

/// <summary>Whether the disk is nearly full. Reads the free space when asked, though not more often than the options say. Thread-safe.</summary>
internal sealed class DiskSpace(string folder, StorageOptions options, TimeProvider time)
{
    private long? readAt;
    private volatile bool low;
    private int reading;

    public bool Low
    {
        get
        {
            if (Interlocked.Exchange(ref reading, 1) == 1)
                return low;
            try
            {
                if (readAt is not { } at || time.GetElapsedTime(at) >= options.FreeSpaceInterval)
                {
                    low = options.FreeBytes(folder) < options.MinFreeBytes;
                    readAt = time.GetTimestamp();
                }
            }
            catch (IOException)
            {
                // The file system does not tell: a full disk still shows as SQLITE_FULL.
            }
            finally
            {
                Volatile.Write(ref reading, 0);
            }

            return low;
        }
    }
}
