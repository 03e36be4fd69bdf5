namespace LeadDelivery.Core.Batches.Files;

/// <summary>Where files are written before they are archived: a folder of this machine that is emptied when the process starts.</summary>
public sealed class FileSpool
{
    private readonly string _folder;

    /// <summary>Opens the folder, and removes what an earlier process left in it: consumers' data has no business there.</summary>
    public FileSpool(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A new file, gone once it is closed.</summary>
    public FileStream Create()
    {
        Directory.CreateDirectory(_folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 1 << 17,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(_folder, Guid.NewGuid().ToString("N")), options);
    }
}
