using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Formats;

/// <summary>Python's csv module reads what we write: other people's code says whether the file is right.</summary>
public class ReadBackTests
{
    /// <summary>Rows of one file, and files: one start of Python reads them all.</summary>
    private const int Rows = 300;

    private const string Script =
        """
        import csv, json, sys
        csv.field_size_limit(10_000_000)
        for line in open(sys.argv[1], encoding='utf-8'):
            job = json.loads(line)
            with open(job['file'], encoding=job['encoding'], newline='') as f:
                rows = list(csv.reader(f, delimiter=job['delimiter'], strict=True))
            print(json.dumps(rows))
        """;

    private static readonly string[] Nasty =
    [
        "", " ", "\"", "\"\"", "'", ",", ";", "|", "\t", "\n", "\r", "\r\n", "a,b", "a;b\tc|d", "\"quoted\"", "ends with \"", "line\nline", "line\r\nline\r",
        "\u0000", "a\u0000b", "\u200Fשלום\u202E", "مرحبا", "👩‍👩‍👧 😀", "e\u0301", "\uFEFF", "\u0085\u2028\u2029", "\u0001\u001B\u007F", "\\n \\\" \\",
        "=1+1", "-5", "+1 (555) 123-4567", "' quoted", "ł ő ż", "€ ü ß", "\uD83D", new string('x', 100_000), string.Concat(Enumerable.Repeat("\"\r\n,é", 20_000)),
    ];

    private static readonly Gen<string> Pieces = Gen.OneOf(
        Gen.Elements(Nasty[..^2]), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""), Gen.Elements("Ann", "12.50", "Main St, Apt \"5\""));

    private static readonly Gen<string> Texts = Pieces.ListOf().Select(parts => string.Concat(parts.Take(4)));

    [Fact]
    public async Task Python_reads_back_every_value_of_every_encoding_delimiter_and_quoting()
    {
        using var folder = new TemporaryFolder();
        var jobs = new List<string>();
        var expected = new List<string[][]>();
        var rows = Nasty.Select((text, i) => new[] { text, Nasty[^(i + 1)], "last" })
            .Concat(Texts.ArrayOf(3).Sample(Rows, 30).Select(r => r.ToArray())).ToArray();
        foreach (var delimiter in new[] { ",", ";", "|", "\t" })
        {
            foreach (var quoting in new[] { Quoting.Minimal, Quoting.All, Quoting.Text })
            {
                foreach (var (encoding, mark, name) in new[]
                {
                    (TextEncoding.Utf8, false, "utf-8"), (TextEncoding.Utf8, true, "utf-8-sig"), (TextEncoding.Utf16, true, "utf-16"),
                    (TextEncoding.Windows1252, false, "cp1252"),
                })
                {
                    var format = new DelimitedFormat
                    {
                        Name = "delimited",
                        Delimiter = delimiter,
                        Quoting = quoting,
                        GuardFormulas = false,
                        Text = new() { Encoding = encoding, Mark = mark, CarriageReturn = jobs.Count % 2 == 0 },
                    };
                    var path = Path.Combine(folder.Path, $"{jobs.Count}.csv");
                    await File.WriteAllBytesAsync(path, await Sheet.WriteAsync(
                        format, Sheet.Columns("a", "b", "c"), rows.Select(r => Sheet.Texts([.. r.Select(t => Held(t, encoding))]))));
                    jobs.Add(ValueJson.ToText(Value.Of(ValueObject.From(
                        [new("file", Value.Of(path)), new("encoding", Value.Of(name)), new("delimiter", Value.Of(delimiter))]))));
                    expected.Add([["a", "b", "c"], .. rows.Select(r => r.Select(t => AsRead(Held(t, encoding))).ToArray())]);
                }
            }
        }

        var list = Path.Combine(folder.Path, "jobs");
        await File.WriteAllLinesAsync(list, jobs);
        var read = (await OtherProgram.PythonAsync(Script, list)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(jobs.Count, read.Length);
        for (var i = 0; i < jobs.Count; i++)
        {
            var file = Sheet.Json(read[i]).AsList;
            Assert.Equal(expected[i].Length, file.Length);
            for (var row = 0; row < file.Length; row++)
            {
                Assert.Equal(expected[i][row], file[row].AsList.Select(v => v.AsText));
            }
        }
    }

    /// <summary>What becomes of the rest in windows-1252 is said by tests of its own.</summary>
    private static string Held(string text, TextEncoding encoding) => encoding != TextEncoding.Windows1252
        ? text : string.Concat(text.Where(c => c is < '\u0080' or (>= '\u00A0' and <= '\u00FF') or '€'));

    /// <summary>NUL is left out, and halves of characters are replaced.</summary>
    private static string AsRead(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace("\0", "")));
}
