using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>What a protocol can do in one folder of a server. Null results are success; others say what is wrong.</summary>
internal interface IFarFolder
{
    /// <summary>The file's bytes, null for none; or the trouble.</summary>
    Task<FarLook> LookAsync(string name, CancellationToken cancellation);

    /// <summary>Writes a file's bytes from <paramref name="offset"/> on to where the file of that name ends, or all of them over what is
    /// there; then looks at it and at another name.</summary>
    Task<FarUpload> UploadAsync(string name, string path, long offset, string other, CancellationToken cancellation);

    /// <summary>Renames, and looks at the new name. To be called where there is none of that name.</summary>
    Task<FarUpload> RenameAsync(string from, string to, CancellationToken cancellation);

    /// <summary>Removes, if it can.</summary>
    Task RemoveAsync(string name, CancellationToken cancellation);

    /// <summary>The files.</summary>
    Task<FarListing> ListAsync(CancellationToken cancellation);

    /// <summary>Reads a file into a stream.</summary>
    Task<TransferResult?> ReadAsync(string name, Stream to, CancellationToken cancellation);
}

/// <summary>What a look saw.</summary>
/// <param name="Length">Bytes; null for no file.</param>
/// <param name="Trouble">Why it saw nothing; null where it did.</param>
internal sealed record FarLook(long? Length, TransferResult? Trouble = null);

/// <summary>How a step ended and what was there afterwards.</summary>
/// <param name="Trouble">Null for success.</param>
/// <param name="After">The file that was to be there.</param>
/// <param name="Other">What else was looked at.</param>
internal sealed record FarUpload(TransferResult? Trouble, FarLook After, FarLook? Other = null);
