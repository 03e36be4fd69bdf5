using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>folder blob s3</c>: places that keep files and ask for no login of a session.</summary>
internal static class StoreDocument
{
    private static readonly Key<string> LocalPath = Key.Of(
        "path", RemoteTexts.Line("a folder of this machine"), "A folder of this machine: absolute, or under the data folder.")
        .Required().Like("/srv/leads");

    private static readonly Key<string> Container = Key.Of(
        "container", new TextShape("a container's name", ContainerMistake), "The blob container.").Required().Like("partner-drop");

    private static readonly Key<string> BlobPath = RemoteTexts.Folder("In front of the files' names.");

    private static readonly Key<string> Bucket = Key.Of(
        "bucket", new TextShape("a bucket's name", BucketMistake), "The bucket.").Required().Like("partner-leads");

    private static readonly Key<string> Region = Key.Of(
        "region",
        new TextShape("a region such as us-east-1", text => text.Length == 0 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? "expected a region such as us-east-1" : null),
        "The store's region.").Required().Like("us-east-1");

    private static readonly Key<string> Endpoint = Key.Of(
        "endpoint", new TextShape("an absolute URL", EndpointMistake), "The store's address, where it is not Amazon's.")
        .Like("https://s3.example.com");

    private static readonly Key<string> AccessKey = Key.Of(
        "access_key", RemoteTexts.Secret("PARTNER_S3_KEY"), "The access key's id.").Required().Like("${PARTNER_S3_KEY}");

    private static readonly Key<string> SecretKey = Key.Of(
        "secret_key", RemoteTexts.Secret("PARTNER_S3_SECRET"), "The secret access key.").Required().Like("${PARTNER_S3_SECRET}");

    public static ObjectShape<Destination> Folder(Key<string> type) => new(
        "A folder of this machine, or one that is mounted here.", to => new FolderDestination(to.Get(LocalPath)!), type, LocalPath);

    public static ObjectShape<Destination> Blob(Key<string> type) => new(
        "A container of the host's blobs, which the buyer reads over SFTP or with a link.",
        to => new BlobDestination(to.Get(Container)!, Relative(to.Get(BlobPath))),
        type,
        Container,
        BlobPath);

    public static ObjectShape<Destination> S3(Key<string> type) => new(
        "Amazon S3, and compatible stores.", BuildS3, type, Bucket, Region, Endpoint, BlobPath, AccessKey, SecretKey);

    private static S3Destination BuildS3(ObjectReading to) => new()
    {
        Bucket = to.Get(Bucket)!,
        Region = to.Get(Region)!,
        Endpoint = to.Has(Endpoint) ? new Uri(to.Get(Endpoint)!) : null,
        Path = Relative(to.Get(BlobPath)),
        AccessKey = to.Get(AccessKey)!,
        SecretKey = to.Get(SecretKey)!,
    };

    // Objects are named from the container on: a slash in front would be a folder without a name.
    private static string Relative(string? path) => RemoteTexts.WithSlash(path?.TrimStart('/'));

    /// <summary>Azure's rule.</summary>
    private static string? ContainerMistake(string name) =>
        name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            || name[0] == '-' || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal)
            ? "is no container's name, expected 3 to 63 lower-case letters, digits and single -, a letter or digit at both ends"
            : null;

    /// <summary>Amazon's rule.</summary>
    private static string? BucketMistake(string name) =>
        name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]) || name.Contains("..", StringComparison.Ordinal)
            ? "is no bucket's name, expected 3 to 63 lower-case letters, digits, - and ., a letter or digit at both ends"
            : null;

    private static string? EndpointMistake(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0
            ? "expected an absolute URL such as https://s3.example.com"
        : url.UserInfo.Length > 0 ? "a URL cannot hold a user name or password, expected access_key and secret_key"
        : url.PathAndQuery != "/" ? "expected the store's address alone, the bucket under bucket"
        : null;
}
