namespace LeadDelivery.Embedded.Storage;

/// <summary>Reads the kernel's list of mounts (<c>/proc/self/mounts</c>).</summary>
internal static class MountTable
{
    private static readonly HashSet<string> Network = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2", "beegfs",
        "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.blobfuse", "fuse.blobfuse2", "davfs",
    };

    /// <summary>The type of the network file system that <paramref name="path"/> lies on, or null where it is a local one.</summary>
    public static string? NetworkFileSystemOf(string mounts, string path)
    {
        string? type = null;
        var longest = -1;
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length < 3)
                continue;
            var point = Unescape(fields[1]);
            // Of two mounts on one point the later one counts.
            if (point.Length >= longest && Holds(point, path))
                (longest, type) = (point.Length, fields[2]);
        }

        return type is not null && Network.Contains(type) ? type : null;
    }

    private static bool Holds(string point, string path) =>
        point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal);

    private static string Unescape(string field) =>
        field.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
