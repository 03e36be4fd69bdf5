using System.Text;
using System.Text.Json.Nodes;
using LeadDelivery.Channels.Tests.Http;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Attachments, against somebody else's mail server.</summary>
public sealed class MailTests
{
    private const string Password = "p\"w\\ #1";

    [Theory]
    [InlineData(MailTls.None)]
    [InlineData(MailTls.StartTls)]
    [InlineData(MailTls.Implicit)]
    public async Task A_file_arrives_as_an_attachment_and_is_confirmed(MailTls tls)
    {
        await using var bench = new FileBench();
        using var server = new MailServer(tls);
        var content = FileBench.Content(100_000);
        FileBench.AssertConfirmed(await bench.SendAsync(server.Destination, "leads \"a\";b=c.csv", content));
        var mail = server.Next();
        Assert.Equal("sender@own.example", (string?)mail["from"]);
        Assert.Equal(["a@buyer.example", "b@buyer.example"], mail["to"]!.AsArray().Select(to => (string?)to));
        var text = Encoding.UTF8.GetString(Convert.FromBase64String((string)mail["data"]!));
        Assert.Contains("Message-ID: <01JD0000000000000000000001.daily@leaddelivery>\r\n", text);
        Assert.Contains("Subject: daily 20261121\r\n", text);
        Assert.Contains("Date: Sat, 21 Nov 2026 02:00:00 -0600\r\n", text);
        Assert.Contains("\r\n\r\n3 leads are attached.\r\n", text);
        Assert.Contains("Content-Disposition: attachment; filename=\"leads \\\"a\\\";b=c.csv\"\r\n", text);
        var at = text.IndexOf("filename=", StringComparison.Ordinal);
        at = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 4;
        Assert.Equal(content, Convert.FromBase64String(text[at..text.IndexOf("\r\n--", at, StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Subject_and_text_take_every_word_of_names_and_the_name_itself()
    {
        await using var bench = new FileBench();
        using var server = new MailServer(MailTls.None);
        var to = server.Destination with { Subject = "{file} of {hour}:{minute}", Text = "{batch} {year}-{month}-{day} {time}: {count}" };
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads {date}.csv", [1, 2]));
        var text = Encoding.UTF8.GetString(Convert.FromBase64String((string)server.Next()["data"]!));
        Assert.Contains("Subject: leads {date}.csv of 02:00\r\n", text);
        Assert.Contains("\r\n\r\ndaily 2026-11-21 020000: 3\r\n", text);
    }

    [Fact]
    public async Task Names_and_subjects_beyond_ASCII_are_encoded()
    {
        await using var bench = new FileBench();
        using var server = new MailServer(MailTls.None);
        var subject = string.Concat(Enumerable.Repeat("Über 名前 🙂 ", 10));
        FileBench.AssertConfirmed(await bench.SendAsync(server.Destination with { Subject = subject, Text = "Grüße\n.\nend" }, "lé🙂.csv", [1, 2]));
        var text = Encoding.UTF8.GetString(Convert.FromBase64String((string)server.Next()["data"]!));
        Assert.Contains("filename*=UTF-8''l%C3%A9%F0%9F%99%82.csv\r\n", text);
        Assert.Contains("Gr=C3=BC=C3=9Fe\r\n.\r\nend", text);
        var line = text.Split("\r\nSubject: ")[1].Split("\r\n")[0];
        var words = line.Split(' ');
        Assert.All(words, word => Assert.True(word.Length <= 75));
        Assert.Equal(subject, string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])))));
    }

    [Theory]
    [InlineData("refuse", TransferOutcome.Refused)]
    [InlineData("defer", TransferOutcome.Failed)]
    [InlineData("hang", TransferOutcome.Unconfirmed)]
    public async Task What_the_server_says_of_the_mail_decides(string manner, TransferOutcome outcome)
    {
        await using var bench = new FileBench(with: o => o with
        {
            Connect = TimeSpan.FromSeconds(2),
            Stall = TimeSpan.FromSeconds(2),
            Total = TimeSpan.FromSeconds(2),
            Grace = TimeSpan.FromSeconds(1),
        });
        using var server = new MailServer(MailTls.None, manner);
        Assert.Equal(outcome, (await bench.SendAsync(server.Destination, "leads.csv", FileBench.Content(500))).Outcome);
    }

    [Fact]
    public async Task After_a_cut_a_mail_is_either_not_sent_or_may_be()
    {
        using var server = new MailServer(MailTls.None);
        await using var bench = new FileBench();
        var content = FileBench.Content(60_000);
        foreach (var cut in new long[] { 0, 20, 60, 130, 200, 400, 5000, 50_000, 82_000 })
        {
            using var proxy = new CuttingProxy(server.Destination.Port, cut);
            var result = await bench.SendAsync(server.Destination with { Port = proxy.Port }, "leads.csv", content);

            // What the system had taken from curl counts as sent: from DATA on nobody can know.
            Assert.True(proxy.Cut);
            Assert.True(
                result.Outcome == TransferOutcome.Failed || (cut >= 200 && result.Outcome == TransferOutcome.Unconfirmed),
                $"cut after {cut}: {result.Outcome}, {result.Reason}");
        }

        // None of them has arrived: the first that does is the last one sent.
        FileBench.AssertConfirmed(await bench.SendAsync(server.Destination, "whole.csv", content));
        Assert.Contains("whole.csv", Encoding.UTF8.GetString(Convert.FromBase64String((string)server.Next()["data"]!)));
    }

    [Fact]
    public async Task Wrong_passwords_mailboxes_and_certificates_are_refused()
    {
        await using var bench = new FileBench();
        using var server = new MailServer(MailTls.StartTls);
        using var plain = new MailServer(MailTls.None);
        var denied = await bench.SendAsync(server.Destination with { Password = "wr0ng" }, "leads.csv", [1]);
        Assert.Equal(TransferOutcome.Refused, denied.Outcome);
        Assert.Contains("login denied", denied.Reason);
        FileBench.AssertSilent(denied, "wr0ng");
        Assert.Equal(TransferOutcome.Refused, (await bench.SendAsync(server.Destination with { To = ["nobody@buyer.example"] }, "leads.csv", [1])).Outcome);
        Assert.Contains("not trusted", (await bench.SendAsync(server.Destination with { Authority = null }, "leads.csv", [1])).Reason);
        Assert.Equal(
            new(TransferOutcome.Refused, "the server offers no TLS"),
            await bench.SendAsync(plain.Destination with { Tls = MailTls.StartTls }, "leads.csv", [1]));
    }

    [Theory]
    [InlineData("a@b.example\r\nRCPT TO:<c@d.example>", "subject")]
    [InlineData("a@b.example>,<c@d.example", "subject")]
    [InlineData("nobody", "subject")]
    [InlineData("a@b.example", "subject\r\nBcc: c@d.example")]
    public async Task What_would_become_another_header_or_command_is_refused(string to, string subject)
    {
        await using var bench = new FileBench();
        var result = await bench.SendAsync(
            new EmailDestination { Host = "127.0.0.1", Port = 1, From = "s@own.example", To = [to], Subject = subject }, "leads.csv", [1]);
        Assert.Equal(TransferOutcome.Refused, result.Outcome);
    }

    [Fact]
    public async Task Large_files_private_addresses_and_looks_are_answered_clearly()
    {
        await using var bench = new FileBench(allowPrivate: false, with: o => o with { MaxMailBytes = 100 });
        var to = new EmailDestination { Host = "localhost", From = "s@own.example", To = ["a@b.example"] };
        Assert.Equal(new(TransferOutcome.Refused, "101 bytes are too many for a mail, at most 100"), await bench.SendAsync(to, "leads.csv", new byte[101]));
        Assert.Equal(new(TransferOutcome.Refused, "address not allowed"), await bench.SendAsync(to, "leads.csv", new byte[100]));
        Assert.True((await bench.Transports.LookAsync(to, "leads.csv", default)).Unknown);
        Assert.NotNull((await bench.Transports.ListAsync(to, default)).Problem);
        Assert.NotNull(await bench.Transports.ReadAsync(to, "leads.csv", Stream.Null, default));
    }

    private sealed class MailServer : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly ServerProcess _server;

        public MailServer(MailTls tls, string manner = "fine")
        {
            using var authority = new TlsAuthority("Mail authority");
            using var certificate = authority.Issue("127.0.0.1");
            using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
            File.WriteAllText(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(_folder["cert.pem"], certificate.ExportCertificatePem());
            (_server, var port) = ServerProcess.StartScript(
                "smtp-server.mjs", tls.ToString().ToLowerInvariant(), _folder["key.pem"], _folder["cert.pem"], Password, manner);
            Destination = new()
            {
                Host = "127.0.0.1",
                Port = port,
                Tls = tls,
                User = "leads",
                Password = Password,
                From = "sender@own.example",
                To = ["a@buyer.example", "b@buyer.example"],
                Authority = authority.Pem,
            };
        }

        public EmailDestination Destination { get; }

        public JsonNode Next() => JsonNode.Parse(_server.Output.ReadLine()!)!;

        public void Dispose()
        {
            _server.Dispose();
            _folder.Dispose();
        }
    }
}
