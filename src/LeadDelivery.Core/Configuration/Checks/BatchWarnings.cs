using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>What a batch may say and hardly means, or should know.</summary>
internal static class BatchWarnings
{
    /// <summary>Those of one batch.</summary>
    public static IEnumerable<Mistake> Of(LoadedFile<Batch> file)
    {
        var batch = file.Value;
        if (batch.Schedule is { Cron: null, Count: null, Idle: null, MaxAge: null })
        {
            yield return file.MistakeAt(
                "schedule", $"names no time, count or age: files are made on demand alone (POST /batches/{batch.Id}/run)");
        }
        else if (batch.File.IsConstant)
        {
            yield return file.MistakeAt(
                "file", "is the same for every file: later ones get a number (-2, -3 …); give it a {date} and a {time}");
        }

        var feedback = batch.Feedback is { } rules ? Of(file, "feedback.from", rules.From) : [];
        foreach (var warning in Of(file, "to", batch.To).Concat(feedback))
        {
            yield return warning;
        }
    }

    private static IEnumerable<Mistake> Of(LoadedFile<Batch> file, string path, Destination destination)
    {
        switch (destination)
        {
            case FtpDestination { Tls: FtpTls.None }:
                yield return file.MistakeAt(
                    path, "plain FTP sends the password and the leads as anybody on the way can read them; expected ftps or sftp");
                break;
            case EmailDestination { Tls: MailTls.None }:
                yield return file.MistakeAt(
                    $"{path}.tls", "without TLS anybody on the way can read the leads; it is for servers of one's own network");
                break;
            case S3Destination { Endpoint.Scheme: "http" }:
                yield return file.MistakeAt($"{path}.endpoint", "over http anybody on the way can read the leads; expected https");
                break;
        }
    }
}
