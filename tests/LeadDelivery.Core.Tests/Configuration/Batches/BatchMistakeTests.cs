namespace LeadDelivery.Core.Tests.Configuration.Batches;

/// <summary>Every kind of mistake in a batch, with its line and the words a person reads.</summary>
public class BatchMistakeTests
{
    private const string Sftp = "to: { type: sftp, host: h.example, user: u, ";
    private const string Mail = "to: { type: email, host: h.example, from: a@b.example, to: c@d.example, ";
    private const string Feedback = "feedback: { from: { type: folder, path: in }, lead: id, accepted: \"ok == '1'\", ";

    public static TheoryData<string, string> Keys => new()
    {
        { "recipient: nobody\n", "recipient: unknown recipient `nobody`, expected one of files, ok" },
        { "recipient: ok\n", "recipient: ok is of type http (recipients/ok.yaml), expected one of type batch" },
        { "formt: csv\n", "formt: unknown key, did you mean `format`?" },
        { "format: cvs\n", "format: `cvs` is not known, did you mean `csv`?" },
        { "pgp: { key: x }\n", "pgp: this build has no PGP" },
        { "columns: {}\n", "columns: expected 1 to 16384 columns, found 0" },
        { "columns: [a]\n", "columns: expected an object, found a list" },
        { "columns: { a: [b] }\n", "columns.a: expected a template, a literal, or an object with $value and options, found a list" },
        { "columns: { a: { b: c } }\n", "columns.a: a column is one value, expected a template, a literal, or $value" },
        { "columns: { a: { $value: { b: c } } }\n", "columns.a.$value: a column is one value" },
        { "columns: { a: { $value: x, $widht: 3 } }\n", "columns.a.$widht: is not known, did you mean `$width`?" },
        { "columns: { a: { $value: x, $width: 0 } }\n", "columns.a.$width: expected a whole number from 1 to 10000" },
        { "columns: { a: { $value: x, $align: center } }\n", "columns.a.$align: `center` is not known, expected one of left, right" },
        { "columns: { a: { $value: x, $fill: ab } }\n", "columns.a.$fill: expected one character" },
        { "columns: { a: { $value: x, $required: yes } }\n", "columns.a.$required: expected true or false" },
        { "columns: { a: { $value: x, $type: int } }\n", "columns.a.$type: `int` is not known" },
        { "columns: { a: '{{lead.x' }\n", "columns.a: column " },
        { "columns: { '': x }\n", "columns.: expected a column's name" },
        { "columns: { a: x, a: y }\n", "a" },
        { "columns: { a: x }\nformat: fixed\n", "columns.a: has no width, expected $width, in characters, for the format fixed" },
        { "columns: { 'a b': x }\nformat: xml\n", "columns.a b: is not an XML name" },
        { "columns: { '@': x }\nformat: xml\n", "columns.@: is not an XML name" },
        { "columns: { 'a,b': x }\ncsv: { quoting: none }\n", "columns.a,b: its name holds the delimiter, a quote or a line end" },
        { "columns: { 'ł': x }\ncsv: { encoding: windows-1252, missing: error }\n", "columns.ł: windows-1252 lacks a character of its name" },
        { "csv: { delimiter: 'ł|', encoding: windows-1252 }\n", "csv.delimiter: windows-1252 lacks the delimiter or the quote" },
        { "columns: { long: { $value: x, $width: 3 } }\nformat: fixed\nfixed: { header: true }\n", "columns.long: its name is longer than its width of 3" },
        { "columns: { a: { $value: x, $width: 300 } }\nformat: xlsx\n", "columns.a: its $width is 300, expected 1 to 255 in a sheet" },
        { Feedback + "format: delimited, delimited: { delimiter: '||' } }\n", "feedback.delimited: feedback files are read with a delimiter and a quote of one ASCII character each" },
        { "csv: { delimiter: \"\" }\n", "csv.delimiter: expected 1 to 10 characters" },
        { "csv: { delimiter: \"a\" }\n", "csv.delimiter: letters and digits alone stand in values" },
        { "csv: { delimiter: \"\\n\" }\n", "csv.delimiter: a delimiter cannot hold line breaks" },
        { "csv: { delimiter: '\"' }\n", "csv.delimiter: the delimiter holds the quote, expected two different ones" },
        { "csv: { quote: ab }\n", "csv.quote: expected one character" },
        { "csv: { quoting: some }\n", "csv.quoting: `some` is not known, expected one of all, minimal, none, text" },
        { "csv: { line_end: cr }\n", "csv.line_end: `cr` is not known" },
        { "csv: { encoding: latin1 }\n", "csv.encoding: `latin1` is not known" },
        { "csv: { encoding: windows-1252, bom: true }\n", "csv.bom: windows-1252 has no byte order mark" },
        { "tsv: {}\n", "tsv: is only for the format tsv, and the format is csv" },
        { "format: delimited\n", "format: needs to know what stands between two values" },
        { "format: xlsx\nxlsx: { sheet: 'a/b' }\n", "xlsx.sheet: a sheet's name cannot hold any of" },
        { "format: xml\nxml: { root: '1a' }\n", "xml.root: is not an XML name" },
        { "format: xml\nxml: { schema: x.xsd }\n", "xml.schema: unknown schema `x.xsd`, there is no file in schemas/ at all" },
        { "schedule: { cron: '0 2 * *' }\n", "schedule.cron: expected five fields" },
        { "schedule: { cron: '0 0 31 2 *' }\n", "schedule.cron: `0 0 31 2 *` never comes" },
        { "schedule: { cron: '0 2 * * *', timezone: America/NewYork }\n", "schedule.timezone: `America/NewYork` is not a known time zone, did you mean `America/New_York`?" },
        { "schedule: { cron: '0 2 * * *', timezone: Chicago }\n", "schedule.timezone: `Chicago` is not a known time zone, did you mean `America/Chicago`?" },
        { "schedule: { count: 0 }\n", "schedule.count: expected a whole number from 1 to" },
        { "schedule: { idle: 5 }\n", "schedule.idle: expected a duration such as" },
        { "file: 'in/{date}.csv'\n", "file: a file's name cannot hold / or \\, expected folders in the path under `to`" },
        { "file: '{dat}.csv'\n", "file: `{dat}` is not known, did you mean `{date}`?" },
        { "file: '${PASSWORD}.csv'\n", "file: is seen by everybody and cannot hold a secret" },
        { "when_empty: never\n", "when_empty: `never` is not known, expected one of send, skip" },
        { "checks: { max_growth: 1x }\n", "checks.max_growth: expected how many times the usual, such as 10x, or any, more than 1x" },
        { "checks: { required: [idd] }\n", "checks.required: `idd` is no column, did you mean `id`?" },
        { "checks: { totals: price }\n", "checks.totals: `price` is no column, expected id" },
        { "checks: { min_rows: 5, max_rows: 2 }\n", "checks.max_rows: is less than min_rows, expected 5 or more" },
        { "checks: { max_bytes: much }\n", "checks.max_bytes: expected a size such as 500KB, 10MB or 2GB, found text" },
        { "checks: { failing_rows: drop }\n", "checks.failing_rows: `drop` is not known, expected one of review, stop" },
        { "gzip: true\nzip: {}\n", "gzip: a file is packed once, expected either gzip or zip" },
        { "zip: { password: '${NOBODY}' }\n", "zip.password: the secret NOBODY is not defined" },
        { "keep: 1\n", "keep: expected a duration" },
        { "retry: { on: [429] }\n", "retry.on: unknown key" },
        { "to: { type: stfp }\n", "to.type: `stfp` is not known, did you mean `sftp`?" },
        { "to: { path: x }\n", "to.type: missing, expected one of folder, blob, sftp" },
        { "to: { type: folder }\n", "to.path: missing, expected a folder of this machine" },
        { "to: { type: blob, container: My_Drop }\n", "to.container: is no container's name, expected 3 to 63 lower-case letters" },
        { "to: { type: blob, container: a--b }\n", "to.container: is no container's name" },
        { "to: { type: blob, container: drop, path: a/../b }\n", "to.path: a path cannot go up with .." },
        { Sftp + "password: '${PASSWORD}' }\n", "to.host_key: missing, expected the host key's SHA256:…, as `ssh-keyscan HOST | ssh-keygen -lf -` shows it" },
        { Sftp + "password: '${PASSWORD}', host_key: 'MD5:aa' }\n", "to.host_key: expected the host key's SHA256:…" },
        { Sftp + "host_key: '" + BatchLoading.HostKey + "' }\n", "to.user: expected either password or key, to log in with" },
        { Sftp + "password: '${PASSWORD}', key: '${SSH_KEY}', host_key: '" + BatchLoading.HostKey + "' }\n", "to.key: expected either password or key" },
        { Sftp + "key: 'ssh-ed25519 AAAA', host_key: '" + BatchLoading.HostKey + "' }\n", "to.key: is the public key, expected the private one" },
        { Sftp + "password: '${PASSWORD}', passphrase: x, host_key: '" + BatchLoading.HostKey + "' }\n", "to.passphrase: is for the private key, and there is no key" },
        { "to: { type: sftp, host: 'sftp://h.example', user: u, password: x, host_key: '" + BatchLoading.HostKey + "' }\n", "to.host: expected the host's name alone" },
        { "to: { type: ftps, host: 'h.example:21', user: u, password: x }\n", "to.host: is no host's name or address" },
        { "to: { type: ftps, host: h.example, user: u }\n", "to.password: missing" },
        { "to: { type: ftps, host: h.example, user: u, password: x, port: 0 }\n", "to.port: expected a whole number from 1 to 65535" },
        { "to: { type: ftps, host: h.example, user: u, password: x, authority: abc }\n", "to.authority: holds no certificate" },
        { "to: { type: ftp, host: h.example, user: u, password: x, implicit: true }\n", "to.implicit: unknown key" },
        { "to: { type: s3, bucket: B, region: us-east-1, access_key: a, secret_key: b }\n", "to.bucket: is no bucket's name" },
        { "to: { type: s3, bucket: leads, region: us-east-1, access_key: a, secret_key: b, endpoint: 'ftp://x' }\n", "to.endpoint: expected an absolute URL" },
        { "to: { type: s3, bucket: leads, region: us-east-1, access_key: a, secret_key: b, endpoint: 'https://x.example/leads' }\n", "to.endpoint: expected the store's address alone" },
        { "to: { type: http, url: 'ftp://x' }\n", "to.url: expected an absolute URL" },
        { "to: { type: http, url: 'https://x.example', method: GET }\n", "to.method: `GET` is not known" },
        { "to: { type: http, url: 'https://x.example', rows: { list: json.rows } }\n", "to.rows.success: missing, expected an expression" },
        { "to: { type: http, url: 'https://x.example', rows: { list: 'json.', success: 'true' } }\n", "to.rows.list: column" },
        { "to: { type: http, url: 'https://x.example/{{lead.id}}' }\n", "to.url: `lead.id` is of one lead, and a file is of many" },
        { "to: { type: http, url: 'https://x.example', headers: { X-A: '{{delivery.key}}' } }\n", "to.headers.X-A: `delivery.key` is of one lead" },
        { Mail + "user: u }\n", "to.user: expected both user and password, or neither" },
        { Mail + "tls: none, user: u, password: x }\n", "to.password: is not sent without TLS" },
        { Mail + "subject: '{who}' }\n", "to.subject: `{who}` is not known" },
        { "to: { type: email, host: h.example, from: nobody, to: [c@d.example] }\n", "to.from: is no address" },
        { "to: { type: email, host: h.example, from: a@b.example, to: [] }\n", "to.to: expected an address such as leads@partner.com, or a list of 1 or more, found 0" },
        { Feedback + "format: xlsx }\n", "feedback.format: `xlsx` is not known, expected one of csv, delimited, json, ndjson, tsv" },
        { Feedback + "format: csv, pattern: 'in/*.csv' }\n", "feedback.pattern: is for names alone" },
        { Feedback + "format: csv, every: 1s }\n", "feedback.every: expected a duration" },
        { "feedback: { from: { type: email }, format: csv, lead: id, accepted: ok }\n", "feedback.from.type: `email` is not known" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_mistake_is_reported_where_it_stands(string keys, string expected) =>
        Assert.Contains(BatchLoading.Mistakes(BatchLoading.With(keys)), m => m.StartsWith("batches/daily.yaml:", StringComparison.Ordinal) && m.Split(": ", 2)[1].Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Required_keys_are_named_when_missing() => Assert.Equal(
        ["recipient", "format", "columns", "to"],
        BatchLoading.Mistakes("keep: 90d\n").Where(m => m.Contains("missing", StringComparison.Ordinal)).Select(m => m.Split(": ")[1]));

    [Fact]
    public void Two_batches_of_one_recipient_are_a_mistake_in_the_second() => Assert.Equal(
        ["batches/weekly.yaml:1: recipient: batches/daily.yaml takes the leads of files already, expected one batch for each"],
        BatchLoading.Mistakes(BatchLoading.Required, ("batches/weekly.yaml", BatchLoading.Required)));

    [Fact]
    public void A_batch_recipient_without_a_batch_is_a_mistake_in_its_file() => Assert.Equal(
        ["recipients/lonely.yaml:1: type: no batch takes its leads, expected a file in batches/ with recipient: lonely"],
        BatchLoading.Mistakes(BatchLoading.Required, ("recipients/lonely.yaml", BatchLoading.Recipient)));

    [Fact]
    public void A_batch_with_mistakes_is_not_also_missing_to_its_recipient() =>
        Assert.All(BatchLoading.Mistakes(BatchLoading.With("keep: 1\n")), m => Assert.StartsWith("batches/daily.yaml", m));

    [Theory]
    [InlineData("endpoint: { url: 'https://b.example' }\n", "endpoint: unknown key")]
    [InlineData("auth: { type: bearer, token: x }\n", "auth: unknown key")]
    [InlineData("fields: { a: b }\n", "fields: unknown key")]
    [InlineData("response: { success: 'true' }\n", "response: unknown key")]
    public void A_batch_recipient_has_nothing_of_requests(string key, string expected) =>
        Assert.Contains(BatchLoading.Mistakes(BatchLoading.Required, ("recipients/files.yaml", BatchLoading.Recipient + key)), m => m.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_misspelled_field_is_a_mistake_and_an_unknown_one_a_warning()
    {
        var flow = ("flows/two.yaml", "accept: { fields: { first_name: {}, amount: {} } }\nplan: files\n");

        Assert.Equal(
            ["batches/daily.yaml:3: columns.first: `lead.frist_name` is not a field of flow two; did you mean `first_name`?"],
            BatchLoading.Mistakes(BatchLoading.With("columns: { first: '{{lead.frist_name}}' }\n"), flow)
                .Select(m => m.Replace(m.Split(':')[1], "3", StringComparison.Ordinal)));
        Assert.Contains(
            BatchLoading.Warnings(BatchLoading.With("columns: { horse: '{{lead.horse}}' }\n"), flow),
            m => m.Contains("columns.horse: `lead.horse` is not a field of flow two", StringComparison.Ordinal));
    }

    [Fact]
    public void What_replies_and_feedback_read_are_no_fields_of_leads()
    {
        var flow = ("flows/two.yaml", "accept: { fields: { first_name: {} } }\nplan: files\n");
        var batch = BatchLoading.With("""
            schedule: { count: 5 }
            to: { type: http, url: "https://b.example/{{batch.id}}", rows: { list: json.rows, lead: row.id, success: "row.frist_name == 'ok'" } }
            feedback: { from: { type: folder, path: in }, format: csv, lead: frist_name, accepted: "state == 'ok'" }

            """);

        Assert.Empty(BatchLoading.Warnings(batch, flow));
    }

    [Theory]
    [InlineData("to: { type: folder, path: out }\n", "schedule: names no time, count or age: files are made on demand alone")]
    [InlineData("schedule: { count: 5 }\nfile: leads.csv\n", "file: is the same for every file")]
    [InlineData("schedule: { count: 5 }\nto: { type: ftp, host: h.example, user: u, password: '${PASSWORD}' }\n", "to: plain FTP sends the password and the leads")]
    [InlineData("schedule: { count: 5 }\n" + Mail + "tls: none }\n", "to.tls: without TLS anybody on the way can read the leads")]
    [InlineData("schedule: { count: 5 }\nto: { type: s3, bucket: leads, region: r, access_key: a, secret_key: b, endpoint: 'http://127.0.0.1:9000' }\n", "to.endpoint: over http anybody")]
    public void What_is_allowed_and_hardly_meant_is_a_warning(string keys, string expected) =>
        Assert.Contains(expected, Assert.Single(BatchLoading.Warnings(BatchLoading.With(keys))), StringComparison.Ordinal);

    [Fact]
    public void A_usual_batch_has_no_warning() => Assert.Empty(BatchLoading.Warnings(BatchLoading.With("schedule: { cron: '0 2 * * *' }\n")));

    [Theory]
    [InlineData("pass-word-9")]
    [InlineData("zip-secret-9")]
    public void Secrets_are_masked_and_printed_nowhere(string secret)
    {
        var catalog = BatchLoading.Load(BatchLoading.With("to: { type: ftps, host: h.example, user: u, password: '${PASSWORD}' }\nzip: { password: '${ZIP}' }\n")).Catalog!;

        Assert.DoesNotContain(secret, catalog.Mask.Apply($"530 {secret} is wrong"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, catalog.Batches["daily"].ToString(), StringComparison.Ordinal);
    }
}
