namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// The folder that holds everything the embedded host keeps, locked for this process. The system drops the lock when the
/// process ends, however it ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream @lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        this.@lock = @lock;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The SQLite database.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "leads.db");

    /// <summary>Lead keys; apart from the records so that a backup of the database does not hold them.</summary>
    public string KeysFolder => System.IO.Path.Combine(Path, "keys");

    /// <summary>Files of the file store.</summary>
    public string FilesFolder => System.IO.Path.Combine(Path, "files");

    /// <summary>Files that are being written; emptied at each start.</summary>
    public string SpoolFolder => System.IO.Path.Combine(Path, "spool");

    /// <summary>Drops of buyers: a folder for each container.</summary>
    public string DropsFolder => System.IO.Path.Combine(Path, "drops");

    /// <summary>Creates the folder where it is missing, and locks it.</summary>
    /// <exception cref="DataFolderException">Another process uses it, it lies on a network file system, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var @lock = Lock(full);
        try
        {
            RefuseNetwork(full, @lock);
            return new DataFolder(full, @lock);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Releases the lock. After the database and the stores of the folder.</summary>
    public void Dispose() => @lock.Dispose();

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {folder} cannot be created: {error.Message}", error);
        }

        try
        {
            return new FileStream(System.IO.Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new DataFolderException($"The data folder {folder} is in use by another process. Stop that one first, or use another folder.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DataFolderException($"The data folder {folder} cannot be written by this user.", error);
        }
    }

    private static void RefuseNetwork(string folder, FileStream @lock)
    {
        const string mounts = "/proc/self/mounts";
        if (!File.Exists(mounts))
            return;
        // The kernel's name of the open file: links on the way are resolved.
        var real = new FileInfo($"/proc/self/fd/{@lock.SafeFileHandle.DangerousGetHandle()}").LinkTarget ?? folder;
        if (MountTable.NetworkFileSystemOf(File.ReadAllText(mounts), real) is { } type)
        {
            throw new DataFolderException(
                $"The data folder {folder} lies on a network file system ({type}), whose locks are not to be trusted. Use a local disk.");
        }
    }
}
