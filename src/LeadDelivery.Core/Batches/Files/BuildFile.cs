using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>
/// Writes a file of its rows, packs, checks and archives it. A step that is repeated writes it anew, of the same rows, under the same name
/// and dated alike: nothing has been sent yet. Nor has one that is written anew because a consumer in it was erased.
/// </summary>
/// <param name="records">The store itself: mistakes of rows are durable before the file's record says that it is ready.</param>
internal sealed class BuildFile(ICatalogs catalogs, IRecordStore records, IFileStore files, FileSpool spool, RowMapper mapper, AlertBook alerts)
{
    /// <summary>Names tried where others have them: more files a day of one name than that are not made.</summary>
    private const int MaxNames = 10_000;

    /// <summary>Findings of a file that are kept: enough to see what is wrong.</summary>
    private const int MaxFindings = 20;

    /// <summary>Runs it. What is wrong with rows, with the file or with the room for it is a state, never an exception.</summary>
    public async Task<FileStep> RunAsync(IActivityContext context, FileInput input, CancellationToken cancellation)
    {
        while (true)
        {
            // Before rows are read: whoever is erased from here on marks it again.
            if (await records.IsErasedAsync(input.Batch, input.File, cancellation))
            {
                var mark = RecordOperation.Delete(BatchRecords.Partition(input.Batch), BatchRecords.ErasedRow(input.File));
                await records.WriteAsync([mark], cancellation);
            }

            BatchFile file;
            try
            {
                file = await BuildAsync(input, cancellation);
            }
            catch (IOException fault) when (FullDisk.Is(fault))
            {
                // What was written so far is gone again by now, and with it what little room this record needs is there.
                file = await records.FileAsync(input.Batch, input.File, cancellation);
                context.Write(input.Batch, input.File, file with { State = FileState.Building, Problem = FullDisk.Here });
                return new(FileState.Building, file.Chunks, Retry: true);
            }

            if (!await records.IsErasedAsync(input.Batch, input.File, cancellation))
            {
                context.Write(input.Batch, input.File, file);
                if (file.State == FileState.Held)
                {
                    var recipient = catalogs.Version(file.Catalog).Batches[input.Batch].Recipient;
                    alerts.Raise(context, "batch_held", recipient, null, $"batch {input.Batch}, file {file.Name}: {file.Problem}");
                }

                return new(file.State, file.Chunks);
            }
        }
    }

    private async ValueTask<BatchFile> BuildAsync(FileInput input, CancellationToken cancellation)
    {
        var file = await records.FileAsync(input.Batch, input.File, cancellation);
        var catalog = catalogs.Version(file.Catalog);
        var batch = catalog.Batches[input.Batch];
        await using var plain = spool.Create();
        var written = await WriteAsync(input, file, batch, catalog, plain, cancellation);
        if (written.Rows == 0 && !batch.SendEmpty && !written.Findings.Any(finding => finding.Stops))
        {
            // What an earlier writing left.
            await BatchArchive.RemoveAsync(files, input.Batch, input.File, cancellation);
            return file with
            {
                State = FileState.Empty,
                Mistaken = written.Mistaken,
                Rows = 0,
                Findings = Told(written.Findings),
                Problem = null,
                Removed = file.Name is not null,
            };
        }

        var findings = written.Findings.ToList();
        findings.AddRange(CheckSchema(batch.Format, plain));
        var name = file.Name ?? await NameAsync(input, batch, file, written.Rows, cancellation);
        await using var packed = spool.Create();
        var digest = await PackAsync(batch, plain, name, file, packed, cancellation);
        packed.Position = 0;
        await files.PutAsync(BatchRecords.Archive(input.Batch, input.File, name), packed, cancellation);

        var (standing, _) = await records.StandingAsync(input.Batch, cancellation);
        findings.AddRange(FileCheck.Find(batch.Checks, written.Rows, digest.Length, standing.Counts ?? [], written.Totals));
        var obstacle = input.Released ? null : findings.Find(finding => finding.Stops);
        return file with
        {
            State = obstacle is null ? FileState.Sending : FileState.Held,
            Name = name,
            Rows = written.Rows,
            Mistaken = written.Mistaken,
            Bytes = digest.Length,
            Sha256 = digest.Sha256,
            Totals = written.Totals.Count == 0 ? null : written.Totals.ToDictionary(total => total.Column, total => total.Sum ?? 0),
            Findings = Told(findings),
            Problem = obstacle?.Message,
        };
    }

    private static IReadOnlyList<string>? Told(IReadOnlyList<FileFinding> findings) =>
        findings.Count == 0 ? null : [.. findings.Take(MaxFindings).Select(finding => finding.Message)];

    private async ValueTask<WrittenRows> WriteAsync(
        FileInput input, BatchFile file, Batch batch, Catalog catalog, Stream to, CancellationToken cancellation)
    {
        await using var writer = RowWriters.Open(batch.Format, batch.Columns, to);
        var written = await new RowPump(records, mapper).RunAsync(input, file, batch, catalog, writer, cancellation);
        await writer.CompleteAsync(cancellation);
        await to.FlushAsync(cancellation);
        return written;
    }

    private static IEnumerable<FileFinding> CheckSchema(FileFormat format, Stream file)
    {
        if (format is not XmlFormat { Schema: not null } xml)
        {
            return [];
        }

        file.Position = 0;
        return XmlFileCheck.Check(xml, file).Select(problem => new FileFinding("schema", problem.ToString()));
    }

    private static async ValueTask<FileDigest> PackAsync(
        Batch batch, Stream plain, string name, BatchFile file, Stream to, CancellationToken cancellation)
    {
        plain.Position = 0;
        await using var counted = new DigestStream(to);
        var made = TimeZoneInfo.ConvertTime(file.OpenedAt, batch.Schedule.Zone);
        await FilePackager.PackAsync(plain, PackageNames.Of(name, batch.Format, batch.Packaging).Inner, batch.Packaging, made, counted, cancellation);
        await to.FlushAsync(cancellation);
        return counted.Digest();
    }

    // The name is the file's from now on, whatever fails: no two files of a batch have one name.
    private async ValueTask<string> NameAsync(FileInput input, Batch batch, BatchFile file, int rows, CancellationToken cancellation)
    {
        var named = batch.File.Name(FileNameValues.Of(batch, file.OpenedAt, rows));
        var wished = PackageNames.Of(named, batch.Format, batch.Packaging).Outer;
        var partition = BatchRecords.Partition(input.Batch);
        for (var number = 1; number <= MaxNames; number++)
        {
            var name = number == 1 ? wished : FileNames.Numbered(wished, number);
            var use = BatchRecords.Bytes(new NameUse(input.File));
            if (await records.WriteAsync([RecordOperation.Insert(partition, BatchRecords.NameRow(name), use)], cancellation) < 0
                || (await records.GetAsync(partition, BatchRecords.NameRow(name), cancellation) is { } taken
                    && BatchRecords.Name(taken).File == input.File))
            {
                return name;
            }
        }

        throw new InvalidOperationException("no name is left for the file");
    }
}
