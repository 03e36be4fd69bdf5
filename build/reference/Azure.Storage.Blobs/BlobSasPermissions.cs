namespace Azure.Storage.Sas;

[Flags]
public enum BlobSasPermissions
{
    All = -1,
    Read = 1,
}
