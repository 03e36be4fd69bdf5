using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>type: ftps</c> and <c>type: ftp</c></summary>
internal static class FtpDocument
{
    private const int ExplicitPort = 21;
    private const int ImplicitPort = 990;

    private static readonly Key<int> Port = RemoteTexts.Port($"TCP port: {ExplicitPort}, and {ImplicitPort} where TLS is implicit.");

    private static readonly Key<string> Password = Key.Of(
        "password", RemoteTexts.Secret("PARTNER_PASSWORD"), "The login's password.").Required().Like("${PARTNER_PASSWORD}");

    private static readonly Key<string> Folder = RemoteTexts.Folder(
        "The folder; relative to the login's own where it does not begin with /.");

    private static readonly Key<bool> Implicit = Key.Of(
        "implicit", Is.Boolean, "TLS from the first byte, instead of AUTH TLS before the login.").Or(false, "false");

    public static ObjectShape<Destination> Ftps(Key<string> type) => new(
        "FTP over TLS.",
        to => Build(to, to.Get(Implicit) ? FtpTls.Implicit : FtpTls.Explicit),
        type,
        RemoteTexts.Host,
        Port,
        RemoteTexts.User,
        Password,
        Folder,
        Implicit,
        RemoteTexts.Authority);

    public static ObjectShape<Destination> Ftp(Key<string> type) => new(
        "FTP without any protection.", to => Build(to, FtpTls.None), type, RemoteTexts.Host, Port, RemoteTexts.User, Password, Folder);

    private static FtpDestination Build(ObjectReading to, FtpTls tls) => new()
    {
        Tls = tls,
        Host = to.Get(RemoteTexts.Host)!,
        Port = to.Find(Port) ?? (tls == FtpTls.Implicit ? ImplicitPort : ExplicitPort),
        User = to.Get(RemoteTexts.User)!,
        Password = to.Get(Password)!,
        Path = RemoteTexts.WithSlash(to.Get(Folder)),
        Authority = to.Get(RemoteTexts.Authority),
    };
}
