using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// A configuration's files in a container, under the names that they have in a folder (<c>flows/auto.yaml</c>). One look lists them; only
/// what has another ETag than before is downloaded, so that looking every few seconds is one request each time. For one reader at a time.
/// </summary>
public sealed class BlobConfiguration(BlobContainerClient container)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Dictionary<string, Read> known = new(StringComparer.Ordinal);

    /// <summary>
    /// The files as they are. Never throws for what they hold: see <see cref="ConfigurationFiles.Unreadable"/>. Throws
    /// <see cref="RequestFailedException"/> where the container cannot be read.
    /// </summary>
    public async Task<ConfigurationFiles> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var blobs = await ListAsync(cancellation);
            var mistakes = new List<Mistake>();
            var accepted = Accepted(blobs, mistakes);
            if (await ReadAllAsync(accepted, cancellation) is { } read)
            {
                known = read;
                mistakes.AddRange(read.Values.Select(one => one.Mistake).OfType<Mistake>());
                if (blobs.Count == 0)
                {
                    mistakes.Add(new Mistake(
                        container.Name, 0, "", "no configuration found, expected sources/*.yaml, flows/*.yaml and recipients/*.yaml"));
                }

                return ConfigurationFiles.Of(read.Values.Select(one => one.File).OfType<ConfigurationFile>(), mistakes);
            }
        }
    }

    private async Task<List<BlobItem>> ListAsync(CancellationToken cancellation)
    {
        var blobs = new List<BlobItem>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellation))
        {
            if (ConfigurationFolder.Holds(blob.Name))
                blobs.Add(blob);
        }

        return blobs;
    }

    private static List<BlobItem> Accepted(List<BlobItem> blobs, List<Mistake> mistakes)
    {
        var accepted = new List<BlobItem>();
        var total = 0L;
        foreach (var blob in blobs.OrderBy(blob => blob.Name, StringComparer.Ordinal))
        {
            var length = blob.Properties.ContentLength ?? 0;
            if (accepted.Count == ConfigurationFolder.MaxFiles)
            {
                mistakes.Add(new Mistake(blob.Name, 0, "", $"there are more than {ConfigurationFolder.MaxFiles} files"));
                break;
            }

            if (length > ConfigurationFolder.MaxFileBytes)
            {
                mistakes.Add(new Mistake(blob.Name, 0, "", $"the file is larger than {ConfigurationFolder.MaxFileBytes >> 20} MB"));
                continue;
            }

            total += length;
            if (total > ConfigurationFolder.MaxTotalBytes)
            {
                var most = ConfigurationFolder.MaxTotalBytes >> 20;
                mistakes.Add(new Mistake(blob.Name, 0, "", $"the files are larger than {most} MB in all"));
                break;
            }

            accepted.Add(blob);
        }

        return accepted;
    }

    /// <summary>Null where a file changed between the list and its download: then what was read was at no time there as a whole.</summary>
    private async Task<Dictionary<string, Read>?> ReadAllAsync(List<BlobItem> blobs, CancellationToken cancellation)
    {
        var read = new Dictionary<string, Read>(StringComparer.Ordinal);
        foreach (var blob in blobs)
        {
            var etag = blob.Properties.ETag ?? default;
            if (known.TryGetValue(blob.Name, out var before) && before.ETag == etag)
                read.Add(blob.Name, before);
            else if (await DownloadAsync(blob.Name, etag, cancellation) is { } fresh)
                read.Add(blob.Name, fresh);
            else
                return null;
        }

        return read;
    }

    private async Task<Read?> DownloadAsync(string name, ETag etag, CancellationToken cancellation)
    {
        try
        {
            var same = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = etag } };
            var response = await container.GetBlobClient(name).DownloadContentAsync(same, cancellation);
            var text = Utf8.GetString(response.Value.Content.ToMemory().Span);
            return new Read(etag, new ConfigurationFile(name, text.StartsWith('\uFEFF') ? text[1..] : text), null);
        }
        catch (DecoderFallbackException)
        {
            return new Read(etag, null, new Mistake(name, 0, "", "the file is not UTF-8 text"));
        }
        catch (RequestFailedException error) when (error.Status == 412 || error.IsMissingBlob())
        {
            return null;
        }
    }

    private sealed record Read(ETag ETag, ConfigurationFile? File, Mistake? Mistake);
}
