namespace LeadDelivery.Channels.Files.Curl;

/// <summary>How one of curl's transfers ended.</summary>
/// <param name="Exit">curl's exit code for it; 0 is success.</param>
/// <param name="Reply">The server's last reply code; 0 where the protocol has none or none came.</param>
/// <param name="Uploaded">Bytes handed to the network.</param>
/// <param name="Words">curl's own words; they may hold the server's, and are not shown.</param>
/// <param name="Output">What it printed.</param>
internal sealed record CurlReport(int Exit, int Reply = 0, long Uploaded = 0, string Words = "", string Output = "")
{
    /// <summary>Ours, beyond curl's own codes: the program is not there.</summary>
    public const int NoProgram = 1000;

    /// <summary>Ours: the stream that should take the file did not.</summary>
    public const int NoRoomHere = 1001;

    public bool Ok => Exit == 0;
}
