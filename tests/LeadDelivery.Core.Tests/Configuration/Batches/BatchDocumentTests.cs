using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Configuration.Batches;

public class BatchDocumentTests
{
    [Fact]
    public void The_batch_of_the_contract_loads()
    {
        var batch = BatchLoading.Good("""
            recipient: files
            format: csv
            columns: { lead_id: "{{lead.id}}", first: "{{lead.first_name}}", certificate: "{{lead.trustedform_cert_url}}" }
            csv: { header: true, delimiter: ",", quote: '"', quoting: minimal, line_end: crlf, encoding: utf-8, bom: false }
            schedule: { cron: "0 2 * * *", timezone: America/Chicago, count: 100, idle: 5m, max_age: 24h }
            file: "leads_{date}_{time}.csv"
            when_empty: skip
            to: { type: sftp, host: sftp.partner.com, user: leads, key: "${SSH_KEY}", host_key: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", path: /incoming/leads }
            checks: { max_growth: 10x, min_rows: 0, required: [lead_id, first] }
            zip: { password: "${ZIP}" }
            keep: 90d
            """);

        Assert.Equal("daily", batch.Id);
        Assert.Equal("files", batch.Recipient);
        Assert.Equal(["lead_id", "first", "certificate"], batch.Columns.Select(c => c.Name));
        Assert.Equal([true, true, false], batch.Columns.Select(c => c.Required));
        Assert.Equal(new DelimitedFormat { Name = "csv" }, batch.Format);
        Assert.Equal(("0 2 * * *", "America/Chicago", 100), (batch.Schedule.Cron!.Text, batch.Schedule.Zone.Id, batch.Schedule.Count));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(24)), (batch.Schedule.Idle, batch.Schedule.MaxAge));
        Assert.Equal("leads_{date}_{time}.csv", batch.File.Pattern);
        var sftp = Assert.IsType<SftpDestination>(batch.To);
        Assert.Equal(("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "/incoming/leads/", 22), (sftp.HostKey, sftp.Path, sftp.Port));
        Assert.Contains("OPENSSH", sftp.Key, StringComparison.Ordinal);
        Assert.Equal("zip-secret-9", batch.Packaging.Zip!.Password);
        Assert.Equal(10, batch.Checks.MaxGrowth);
        Assert.Equal(10, batch.Retry.Attempts);
    }

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        var batch = BatchLoading.Good(BatchLoading.Required);

        Assert.Equal("{batch}_{date}_{time}.csv", batch.File.Pattern);
        Assert.Null(batch.Schedule.Cron);
        Assert.False(batch.SendEmpty);
        Assert.Equal(TimeSpan.FromDays(90), batch.Keep);
        Assert.Equal(TimeSpan.FromHours(1), batch.Late);
        Assert.Null(batch.Feedback);
    }

    [Fact]
    public void The_batch_is_found_by_its_recipient()
    {
        var catalog = BatchLoading.Load(BatchLoading.Required).Catalog!;

        Assert.Equal("daily", catalog.BatchOf("files")!.Id);
        Assert.Null(catalog.BatchOf("ok"));
        Assert.Equal("batch", catalog.Recipients["files"].Type);
        Assert.Equal("12.50", catalog.Recipients["files"].Price!.Text);
    }

    [Fact]
    public void Columns_keep_types_and_apply_options()
    {
        var batch = BatchLoading.Good(BatchLoading.With("""
            columns:
              amount: "{{lead.amount}}"
              size:
                $value: "{{lead.amount}}"
                $type: number
                $format: "0.00"
                $width: 12
                $align: right
                $fill: "0"
                $cell_format: "0.00"
              own: { $value: "{{lead.own}}", $map: { "1": Own, "2": Rent }, $default: none, $required: true }
              fixed: 7
              a.b: x
            """));
        var lead = new TestScope("lead", """{"amount":"12.5","own":"1"}""");

        Assert.Equal(
            ["12.5", "12.50", "Own", "7", "x"],
            batch.Columns.Select(c => c.Value.Build(lead, []).Member(BatchColumn.ValueName).ToText()));
        Assert.Equal(["amount", "size", "own", "fixed", "a.b"], batch.Columns.Select(c => c.Name));
        Assert.Equal((12, true, '0', "0.00"), (batch.Columns[1].Width, batch.Columns[1].Right, batch.Columns[1].Fill, batch.Columns[1].CellFormat));
        Assert.Equal(ValueKind.Number, batch.Columns[3].Value.Build(lead, []).Member(BatchColumn.ValueName).Kind);
        Assert.True(batch.Columns[2].Required);
    }
}
