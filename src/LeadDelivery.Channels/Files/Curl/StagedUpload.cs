using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>
/// Brings a file into a folder under a temporary name and gives it its own when it is whole. Each step may have happened although its reply
/// was lost, so what counts is what a look finds afterwards.
/// </summary>
internal sealed class StagedUpload(IFarFolder far, FileTransfer transfer, string path, long resumeFrom)
{
    private const string Taken = "another file has its name";

    public async Task<TransferResult> RunAsync(CancellationToken cancellation)
    {
        var final = await far.LookAsync(transfer.Name, cancellation);
        if (final.Trouble is not null)
        {
            return final.Trouble;
        }

        if (final.Length is not null)
        {
            return await AlreadyThereAsync(final.Length.Value, cancellation);
        }

        var part = await far.LookAsync(transfer.TemporaryName, cancellation);
        if (transfer.MayHaveAppeared && part is { Trouble: null, Length: null })
        {
            return FileTransfer.Gone;
        }

        return part.Trouble ?? await StageAsync(part.Length, cancellation) ?? await RenameAsync(cancellation);
    }

    // Most FTP servers rename over what is there, so the name is looked at once more although it was free before the upload.
    private async Task<TransferResult?> StillFreeAsync(FarLook final, CancellationToken cancellation) =>
        final.Trouble ?? (final.Length is null ? null : await TakenAsync(cancellation));

    // Null when the whole file lies there under its temporary name, and its own is free.
    private async Task<TransferResult?> StageAsync(long? part, CancellationToken cancellation)
    {
        if (part >= resumeFrom && part <= transfer.Length)
        {
            var rest = part == transfer.Length ? null
                : await far.UploadAsync(transfer.TemporaryName, path, part.Value, transfer.Name, cancellation);
            if (rest?.Trouble is { Outcome: TransferOutcome.Failed } cut)
            {
                return cut;
            }

            // What an earlier try left may be more than its size says, the work of a process that still runs, or not from its beginning:
            // it is trusted only once it was read back.
            if (rest?.Trouble is null && await IsSameAsync(transfer.TemporaryName, cancellation) == true)
            {
                return await StillFreeAsync(await far.LookAsync(transfer.Name, cancellation), cancellation);
            }
        }

        var whole = await far.UploadAsync(transfer.TemporaryName, path, 0, transfer.Name, cancellation);
        return whole.Trouble ?? whole.After.Trouble
            ?? (whole.After.Length == transfer.Length ? await StillFreeAsync(whole.Other!, cancellation)
                : new(TransferOutcome.Failed, $"{whole.After.Length ?? 0} of {transfer.Length} bytes arrived"));
    }

    private async Task<TransferResult> RenameAsync(CancellationToken cancellation)
    {
        if (transfer.Appearing is { } appearing)
        {
            await appearing(cancellation);
        }

        var renamed = await far.RenameAsync(transfer.TemporaryName, transfer.Name, cancellation);
        var final = renamed.After.Trouble is null ? renamed.After : await far.LookAsync(transfer.Name, cancellation);
        if (renamed.Trouble is null)
        {
            // Some recipients take a file away the moment it has its name; they have said that it had it.
            return final.Trouble is not null
                ? new(TransferOutcome.Unconfirmed, "renamed, but then it could not be looked at: " + final.Trouble.Reason)
                : final.Length is null || final.Length == transfer.Length ? new(TransferOutcome.Confirmed)
                : new(TransferOutcome.Unconfirmed, $"renamed, and then found with {final.Length} of {transfer.Length} bytes");
        }

        var part = await far.LookAsync(transfer.TemporaryName, cancellation);
        if (final.Trouble is not null || part.Trouble is not null)
        {
            return new(TransferOutcome.Unconfirmed, "may have been renamed: " + renamed.Trouble.Reason);
        }

        if (part.Length is not null)
        {
            return final.Length is null ? renamed.Trouble : await TakenAsync(cancellation);
        }

        return final.Length == transfer.Length ? new(TransferOutcome.Confirmed)
            : new(TransferOutcome.Unconfirmed, "renaming was cut off, and now neither name has the whole file");
    }

    // From an earlier try of this file whose confirmation was lost, or another's.
    private async Task<TransferResult> AlreadyThereAsync(long length, CancellationToken cancellation)
    {
        if (length != transfer.Length)
        {
            return await TakenAsync(cancellation);
        }

        switch (await IsSameAsync(transfer.Name, cancellation))
        {
            case true:
                await CleanAsync(cancellation);
                return new(TransferOutcome.Confirmed);
            case false:
                return await TakenAsync(cancellation);
            default:
                return new(TransferOutcome.Unconfirmed, "a file of its name and size is there, but could not be read back to compare it");
        }
    }

    private async Task<TransferResult> TakenAsync(CancellationToken cancellation)
    {
        await CleanAsync(cancellation);
        return new(TransferOutcome.NameTaken, Taken);
    }

    private async Task CleanAsync(CancellationToken cancellation)
    {
        if ((await far.LookAsync(transfer.TemporaryName, cancellation)).Length is not null)
        {
            await far.RemoveAsync(transfer.TemporaryName, cancellation);
        }
    }

    // Null where it could not be read.
    private async Task<bool?> IsSameAsync(string name, CancellationToken cancellation)
    {
        using var hash = new HashingStream();
        return await far.ReadAsync(name, hash, cancellation) is null ? hash.Hex() == transfer.Sha256 : null;
    }
}
