using System.Diagnostics;
using System.Globalization;
using LeadDelivery.Bench.Files;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;

// Writes ready rows of 20 columns into files, hashing them on the way as a batch does; prints one line for each format.
//   bench/files [format …]: csv fixed xlsx xml json ndjson, and zip and locked for packages of the CSV file
const int Many = 1_000_000;
const int Fewer = 100_000;

(string Name, int Rows, FileFormat Format)[] formats =
[
    ("csv", Many, new DelimitedFormat { Name = "csv" }),
    ("fixed", Many, new FixedFormat { Name = "fixed", Cut = true }),
    ("xlsx", Fewer, new XlsxFormat { Name = "xlsx" }),
    ("xlsx-many", Many, new XlsxFormat { Name = "xlsx" }),
    ("xml", Many, new XmlFormat { Name = "xml" }),
    ("json", Many, new JsonFormat { Name = "json" }),
    ("ndjson", Many, new JsonFormat { Name = "ndjson", Lines = true }),
];
(string Name, Packaging Packaging)[] packages = [("gzip", new(Gzip: true)), ("zip", new(Zip: new(null))), ("locked", new(Zip: new("password")))];
var path = Path.Combine(Path.GetTempPath(), $"leads-{Environment.ProcessId}");
try
{
    foreach (var (name, rows, format) in formats.Where(f => args.Length == 0 || args.Contains(f.Name)))
    {
        await WriteAsync(name, format, rows);
    }

    foreach (var (name, packaging) in packages.Where(p => args.Length == 0 || args.Contains(p.Name)))
    {
        await PackAsync(name, packaging);
    }
}
finally
{
    File.Delete(path);
}

async Task WriteAsync(string name, FileFormat format, int rows)
{
    var leads = Leads.Rows();
    var watch = Stopwatch.StartNew();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var allocated = GC.GetTotalAllocatedBytes();
    await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
    await using var digest = new DigestStream(file);
    await using (var writer = RowWriters.Open(format, Leads.Columns, digest))
    {
        for (var i = 0; i < rows; i++)
        {
            if (await writer.WriteAsync(leads[i % leads.Length], CancellationToken.None) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }
        }

        await writer.CompleteAsync(CancellationToken.None);
    }

    var bytes = GC.GetTotalAllocatedBytes() - allocated;
    Print(name, rows, watch.Elapsed, cpu, $"{digest.Length / 1e6:F0} MB, {(double)bytes / rows:F0} bytes allocated a row");
}

async Task PackAsync(string name, Packaging packaging)
{
    await WriteAsync($"csv for {name}", new DelimitedFormat { Name = "csv" }, Many);
    var watch = Stopwatch.StartNew();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    await using var source = File.OpenRead(path);
    await using var digest = new DigestStream(Stream.Null);
    await FilePackager.PackAsync(source, "leads.csv", packaging, DateTimeOffset.UnixEpoch, digest, CancellationToken.None);
    Print(name, Many, watch.Elapsed, cpu, $"{source.Length / 1e6:F0} MB to {digest.Length / 1e6:F0} MB");
}

static void Print(string name, int rows, TimeSpan elapsed, TimeSpan cpu, string more)
{
    using var process = Process.GetCurrentProcess();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {rows:N0} rows in {elapsed.TotalSeconds:F2} s, {rows / elapsed.TotalSeconds:N0} rows/s, CPU {(process.TotalProcessorTime - cpu).TotalSeconds:F2} s, "
        + $"peak memory {process.PeakWorkingSet64 / 1e6:F0} MB, {more}"));
}
