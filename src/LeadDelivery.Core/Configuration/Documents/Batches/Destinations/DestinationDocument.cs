using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>to:</c> of a batch, and <c>feedback.from</c>. A new kind of destination is one case here.</summary>
internal static class DestinationDocument
{
    private static readonly (string Kind, ObjectShape<Destination> Shape)[] Listed =
    [
        ("folder", StoreDocument.Folder(Type("folder"))),
        ("blob", StoreDocument.Blob(Type("blob"))),
        ("sftp", SftpDocument.Shape(Type("sftp"))),
        ("ftps", FtpDocument.Ftps(Type("ftps"))),
        ("ftp", FtpDocument.Ftp(Type("ftp"))),
        ("s3", StoreDocument.S3(Type("s3"))),
    ];

    /// <summary>Where files go.</summary>
    public static readonly Key<Destination> To = Key.Of(
        "to",
        new ChoiceShape<Destination>(
            "type",
            otherwise: null,
            notYet: [],
            [.. Listed, ("http", HttpDestinationDocument.Shape(Type("http"))), ("email", EmailDocument.Shape(Type("email")))]),
        "Where files go.").Required().Like(
        "{ type: sftp, host: sftp.partner.com, user: leads, key: \"${PARTNER_SSH_KEY}\", "
        + "host_key: \"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\" }");

    /// <summary>Where feedback files are found: what can be listed and read.</summary>
    public static readonly Key<Destination> From = Key.Of(
        "from", new ChoiceShape<Destination>("type", otherwise: null, notYet: [], Listed), "Where the files are found.")
        .Required().Like("{ type: blob, container: partner, path: feedback/ }");

    private static Key<string> Type(string kind) => ChoiceShape<Destination>.KindKey("type", kind, "The kind of destination.").Required();
}
