using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>Runs curl: its configuration, and with it every secret, on its standard input; nothing else on its command line or in its
/// environment, and nothing read from this machine's own curl or SSH settings.</summary>
internal sealed class CurlProgram(FileTransportOptions options)
{
    /// <summary>The longest text read from it, in characters. 16 MB: listings of 100,000 files.</summary>
    private const int MaxText = 16 * 1024 * 1024;

    /// <summary>Begins a transfer with the bounds that all have.</summary>
    public CurlConfig Begin(CurlConfig config, string url, CurlHost host)
    {
        config.Transfer(url).Set("silent").Set("globoff").Set("path-as-is").Set("noproxy", "*")
            .Set("proto", "=sftp,ftp,ftps,smtp,smtps").Set("tlsv1.2")
            .Set("connect-timeout", options.Connect).Set("max-time", options.Total)
            .Set("speed-limit", 1).Set("speed-time", options.Stall);
        return host.Resolve is { } resolve ? config.Set("resolve", resolve) : config;
    }

    /// <summary>Runs the transfers; their reports in order. Only cancellation throws.</summary>
    /// <param name="config">What to do.</param>
    /// <param name="workspace">Its home and working folder.</param>
    /// <param name="output">Takes what is downloaded; null: it is text, and part of the reports.</param>
    /// <param name="cancellation">Ends curl.</param>
    public async Task<IReadOnlyList<CurlReport>> RunAsync(
        CurlConfig config, CurlWorkspace workspace, Stream? output, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var mark = "@" + Guid.NewGuid().ToString("n");
        var text = config.Text();
        var where = output is null ? "%{stdout}" : "%{stderr}";
        var report = $"{where}\n{mark}\t%{{exitcode}}\t%{{response_code}}\t%{{size_upload}}\t%{{errormsg}}\n";

        // Each transfer has its own options, so each is told to report.
        var told = new CurlConfig().Raw("write-out", report).Text();
        text = text.Replace("\nnext\n", $"\n{told}next\n", StringComparison.Ordinal) + told;
        using var process = Start(workspace);
        if (process is null)
        {
            return Filled([], config.Transfers, new(CurlReport.NoProgram));
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter((options.Connect + options.Total) * config.Transfers + options.Grace);
        await using var end = bound.Token.UnsafeRegister(static p => End((Process)p!), process);
        var errors = TextAsync(process.StandardError, bound.Token);
        var printed = output is null ? TextAsync(process.StandardOutput, bound.Token) : CopyAsync(process, output, bound.Token);
        try
        {
            await using (var input = process.StandardInput)
            {
                await input.WriteAsync(text.AsMemory(), bound.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It ended before it had read everything: its exit code says why.
        }

        var (took, said) = (await printed, await errors);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        var last = took is null ? new CurlReport(CurlReport.NoRoomHere)
            : bound.IsCancellationRequested ? new(28) : new CurlReport(process.ExitCode, Words: said ?? "");
        return took is null ? Filled([], config.Transfers, last)
            : Filled(Reports(output is null ? took : said ?? "", mark), config.Transfers, last);
    }

    private Process? Start(CurlWorkspace workspace)
    {
        var start = new ProcessStartInfo(options.Curl, ["--disable", "--config", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workspace.Path,
            UseShellExecute = false,
        };
        var (path, root) = (Environment.GetEnvironmentVariable("PATH"), Environment.GetEnvironmentVariable("SystemRoot"));
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = workspace.Path;
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (root is not null)
        {
            start.Environment["SystemRoot"] = root;
        }

        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<string?> TextAsync(StreamReader reader, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                if (text.Length < MaxText)
                {
                    text.Append(buffer, 0, read);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        return text.ToString();
    }

    // Null where the stream did not take it; curl is ended then.
    private static async Task<string?> CopyAsync(Process process, Stream output, CancellationToken cancellation)
    {
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
            return "";
        }
        catch (OperationCanceledException)
        {
            return "";
        }
        catch (IOException)
        {
            End(process);
            return null;
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static List<CurlReport> Reports(string text, string mark)
    {
        var reports = new List<CurlReport>();
        var from = 0;
        while (text.IndexOf(mark, from, StringComparison.Ordinal) is var at and >= 0)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var parts = text[at..end].Split('\t', 5);
            if (parts.Length == 5)
            {
                reports.Add(new(
                    (int)Number(parts[1]), (int)Number(parts[2]), Number(parts[3]), parts[4], text[from..Math.Max(from, at - 1)]));
            }

            from = Math.Min(text.Length, end + 1);
        }

        return reports;
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static List<CurlReport> Filled(List<CurlReport> reports, int count, CurlReport last)
    {
        // A configuration that curl does not take, or its end by us, leaves transfers without a report.
        while (reports.Count < count)
        {
            reports.Add(last.Ok ? new(2, Words: last.Words) : last);
        }

        return reports;
    }
}
