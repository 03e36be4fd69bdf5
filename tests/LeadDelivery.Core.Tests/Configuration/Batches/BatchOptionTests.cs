using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Tests.Configuration.Batches;

/// <summary>Every format and destination with all that can be said of it.</summary>
public class BatchOptionTests
{
    private const string Login = "host: files.example, user: leads, password: '${PASSWORD}', path: in";

    /// <summary>Batches that have every key between them.</summary>
    public static IEnumerable<string> Everything =>
    [
        BatchLoading.With("""
            name: Daily
            csv: { header: false, delimiter: ";", quote: "'", quoting: all, line_end: lf, encoding: windows-1252, bom: false, missing: error, guard: false }
            schedule: { cron: "@daily", timezone: Asia/Kolkata, count: 5, idle: 1m, max_age: 1h }
            file: "{batch}.csv"
            when_empty: send
            checks: { max_growth: any, min_rows: 1, max_rows: 9, max_bytes: 2KB, required: id, failing_rows: stop, totals: [id] }
            gzip: true
            keep: 30d
            retry: { attempts: 4, backoff: fixed, initial: 1s, max: 2s, jitter: false }
            late: 2h
            feedback:
              from: { type: sftp, host: files.example, port: 2222, user: leads, key: "${SSH_KEY}", passphrase: "${PASSWORD}", host_key: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", path: out }
              pattern: "results_*.txt"
              every: 1m
              format: delimited
              delimited: { delimiter: "|" }
              lead: lead_id
              accepted: "status == 'ok'"
              duplicate: "status == 'dup'"
              reason: reason
              price: price

            """),
        BatchLoading.With("format: fixed\nfixed: { header: true, cut: true, line_end: lf, encoding: utf-16 }\ncolumns: { id: { $value: '{{lead.id}}', $width: 26, $align: right, $fill: '0' } }\n"),
        BatchLoading.With("format: xlsx\nxlsx: { sheet: Today, header: false }\nzip: {}\ncolumns: { id: { $value: '{{lead.id}}', $cell_format: '0.00' } }\n"),
        BatchLoading.With("format: xml\nxml: { root: all, row: one, namespace: 'urn:x', indent: false }\ncolumns: { '@id': '{{lead.id}}', email: '{{lead.email}}' }\n"),
        BatchLoading.With("format: json\njson: { root: leads }\nto: { type: blob, container: partner-drop, path: /in }\n"),
        BatchLoading.With("format: ndjson\nto: { type: s3, bucket: leads, region: eu-west-1, endpoint: 'https://s3.example', path: in/, access_key: '${PASSWORD}', secret_key: '${ZIP}' }\n"),
        BatchLoading.With($"format: tsv\ntsv: {{ quoting: none }}\nto: {{ type: ftps, {Login}, implicit: true }}\n"),
        BatchLoading.With($"to: {{ type: ftp, {Login}, port: 2121 }}\n"),
        BatchLoading.With("to: { type: email, host: mail.example, tls: implicit, user: u, password: '${PASSWORD}', from: a@b.example, to: [c@d.example, e@f.example], subject: '{date}', text: '{count}' }\n"),
        BatchLoading.With("""
            to:
              type: http
              url: "https://b.example/{{batch.id}}"
              method: PUT
              headers: { X-Batch: "{{batch.id}}" }
              timeout: { total: 1m }
              tls: { min: "1.3" }
              auth: { type: bearer, token: "${PASSWORD}" }
              form_field: file
              response: { success: "json.ok" }
              rows: { list: json.rows, lead: row.lead, success: "row.ok", duplicate: "row.dup", reason: row.why, lead_id: row.id, price: row.price }

            """),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Everything.Count())];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_batch_with_everything_loads(int number) => Assert.Equal("daily", BatchLoading.Good(Everything.ElementAt(number)).Id);

    [Fact]
    public void Everything_said_is_meant()
    {
        var batch = BatchLoading.Good(Everything.First());

        var format = Assert.IsType<DelimitedFormat>(batch.Format);
        Assert.Equal((";", '\'', Quoting.All, false, false), (format.Delimiter, format.Quote, format.Quoting, format.Header, format.GuardFormulas));
        Assert.Equal(new TextOptions { Encoding = TextEncoding.Windows1252, CarriageReturn = false, Missing = MissingCharacters.Error }, format.Text);
        Assert.True(batch.SendEmpty);
        Assert.True(batch.Packaging.Gzip);
        Assert.Equal((null, 1, 9, 2048L, true), (batch.Checks.MaxGrowth, batch.Checks.MinRows, batch.Checks.MaxRows, batch.Checks.MaxBytes, batch.Checks.StopOnRow));
        Assert.Equal(["id"], batch.Checks.Totals);
        Assert.True(batch.Columns[0].Required);
        Assert.Equal((TimeSpan.FromDays(30), TimeSpan.FromHours(2)), (batch.Keep, batch.Late));
        Assert.Equal((4, false, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), false), (batch.Retry.Attempts, batch.Retry.Exponential, batch.Retry.Initial, batch.Retry.Max, batch.Retry.Jitter));
        Assert.Equal(("results_*.txt", TimeSpan.FromMinutes(1)), (batch.Feedback!.Pattern, batch.Feedback.Every));
        Assert.Equal("|", Assert.IsType<DelimitedFormat>(batch.Feedback.Format).Delimiter);
        Assert.Equal((2222, "out/"), (Assert.IsType<SftpDestination>(batch.Feedback.From).Port, ((SftpDestination)batch.Feedback.From).Path));
    }

    [Fact]
    public void Formats_are_read()
    {
        var fixedWidth = Assert.IsType<FixedFormat>(Of(1).Format);
        Assert.Equal((true, true, TextEncoding.Utf16, true, false), (fixedWidth.Header, fixedWidth.Cut, fixedWidth.Text.Encoding, fixedWidth.Text.Mark, fixedWidth.Text.CarriageReturn));
        Assert.Equal(new XlsxFormat { Name = "xlsx", Sheet = "Today", Header = false }, Of(2).Format);
        Assert.Equal(new XmlFormat { Name = "xml", Root = "all", Row = "one", Namespace = "urn:x", Indent = false }, Of(3).Format);
        Assert.Equal(new JsonFormat { Name = "json", Root = "leads" }, Of(4).Format);
        Assert.Equal(new JsonFormat { Name = "ndjson", Lines = true }, Of(5).Format);
        Assert.Equal(new DelimitedFormat { Name = "tsv", Delimiter = "\t", Quoting = Quoting.None }, Of(6).Format);
        Assert.Equal([".txt", ".xlsx", ".xml", ".json", ".ndjson", ".tsv"], Enumerable.Range(1, 6).Select(n => Path.GetExtension(Of(n).File.Pattern)));
    }

    [Fact]
    public void Destinations_are_read()
    {
        Assert.Equal(new BlobDestination("partner-drop", "in/"), Of(4).To);
        var s3 = Assert.IsType<S3Destination>(Of(5).To);
        Assert.Equal(("leads", "eu-west-1", new Uri("https://s3.example"), "in/", "pass-word-9", "zip-secret-9"), (s3.Bucket, s3.Region, s3.Endpoint, s3.Path, s3.AccessKey, s3.SecretKey));
        Assert.Equal((FtpTls.Implicit, 990, "in/"), (Of<FtpDestination>(6).Tls, Of<FtpDestination>(6).Port, Of<FtpDestination>(6).Path));
        Assert.Equal((FtpTls.None, 2121), (Of<FtpDestination>(7).Tls, Of<FtpDestination>(7).Port));
        var mail = Of<EmailDestination>(8);
        Assert.Equal((MailTls.Implicit, 465, "u", "{date}", "{count}"), (mail.Tls, mail.Port, mail.User, mail.Subject, mail.Text));
        Assert.Equal(["c@d.example", "e@f.example"], mail.To.ToArray());
        var http = Of<HttpDestination>(9);
        Assert.Equal(("PUT", "file", TimeSpan.FromMinutes(1)), (http.Endpoint.Method, http.FormField, http.Endpoint.Timeout.Total));
        Assert.IsType<BearerAuth>(Assert.Single(http.Auth));
        Assert.Equal("json.rows", http.Rows!.List.Text);
        Assert.Equal("row.id", http.Rows.RecipientLeadId!.Text);
    }

    [Fact]
    public void An_authority_is_read_as_certificates()
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        var pem = certificate.ExportCertificatePem().ReplaceLineEndings("\\n");

        Assert.Contains("CERTIFICATE", ((FtpDestination)BatchLoading.Good(BatchLoading.With($"to: {{ type: ftps, {Login}, authority: \"{pem}\" }}\n")).To).Authority, StringComparison.Ordinal);
    }

    private static LeadDelivery.Core.Batches.Batch Of(int number) => BatchLoading.Good(Everything.ElementAt(number));

    private static T Of<T>(int number)
        where T : Destination => Assert.IsType<T>(Of(number).To);
}
