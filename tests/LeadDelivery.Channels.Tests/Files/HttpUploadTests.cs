using System.Text;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Whole files over HTTP, and replies that speak of single rows.</summary>
public sealed class HttpUploadTests
{
    [Fact]
    public async Task The_file_is_the_body_and_carries_its_id()
    {
        await using var bench = new FileBench();
        await using var server = Answering("200 OK", "{}");
        var to = To(server) with { Auth = [new BearerAuth("t0ken")] };
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", "a,b\r\n1,2\r\n"u8.ToArray()));
        var request = Assert.Single(server.Requests);
        Assert.Equal("a,b\r\n1,2\r\n", Encoding.UTF8.GetString(request.Body));
        Assert.Contains("Idempotency-Key: 01JD0000000000000000000001", request.Head);
        Assert.Contains("Authorization: Bearer t0ken", request.Head);
        Assert.Contains("Content-Type: text/csv", request.Head);
        Assert.Contains("X-Name: leads.csv 3", request.Head);
    }

    [Fact]
    public async Task The_file_is_a_field_of_a_form_where_that_is_asked_for()
    {
        await using var bench = new FileBench();
        await using var server = Answering("200 OK", "{}");
        FileBench.AssertConfirmed(await bench.SendAsync(To(server) with { FormField = "up\"load" }, "a \"b\".csv", "1,2"u8.ToArray()));
        var request = Assert.Single(server.Requests);
        var boundary = request.Head.Split("boundary=")[1].Split('\r')[0];
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"up%22load\"; filename=\"a %22b%22.csv\"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n--{boundary}--\r\n",
            Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public async Task A_reply_is_read_row_by_row_although_the_whole_was_accepted()
    {
        await using var bench = new FileBench();
        await using var server = Answering("207 Multi-Status", """
            {"status":"COMPLETE","results":[
              {"ref":"L1","ok":true,"id":771,"pays":"$12.50"},
              {"ref":"L2","ok":false,"why":"no phone"},
              {"ref":"L3","ok":false,"why":"known","dup":true}]}
            """);
        var result = await bench.SendAsync(To(server) with { Rows = Rules() }, "leads.csv", [1]);
        FileBench.AssertConfirmed(result);
        Assert.Equal(
            [
                new("L1", 0, Outcome.Success, null, "771", 12.50m),
                new("L2", 1, Outcome.Failure, "no phone", null, null),
                new("L3", 2, Outcome.Duplicate, "known", null, null),
            ],
            result.Rows!);
    }

    [Theory]
    [InlineData("200 OK", "{\"status\":\"PENDING\"}", TransferOutcome.Unconfirmed)]
    [InlineData("200 OK", "<html>busy</html>", TransferOutcome.Unconfirmed)]
    [InlineData("400 Bad Request", "{}", TransferOutcome.Refused)]
    [InlineData("401 Unauthorized", "{}", TransferOutcome.Refused)]
    [InlineData("409 Conflict", "{}", TransferOutcome.NameTaken)]
    [InlineData("429 Too Many Requests", "{}", TransferOutcome.Failed)]
    [InlineData("500 Internal Server Error", "{}", TransferOutcome.Failed)]
    [InlineData("503 Service Unavailable", "{}", TransferOutcome.Failed)]
    [InlineData("504 Gateway Timeout", "{}", TransferOutcome.Unconfirmed)]
    public async Task Replies_without_rows_are_sorted_by_what_helps(string status, string body, TransferOutcome outcome)
    {
        await using var bench = new FileBench();
        await using var server = Answering(status, body);
        var result = await bench.SendAsync(To(server) with { Rows = Rules() }, "leads.csv", [1]);
        Assert.Equal(outcome, result.Outcome);
        Assert.Null(result.Rows);
    }

    [Fact]
    public async Task No_answer_leaves_it_unconfirmed_and_no_connection_does_not()
    {
        await using var bench = new FileBench();
        await using var server = NastyServer.Start(async connection => await connection.ReadRequestAsync());
        Assert.Equal(TransferOutcome.Unconfirmed, (await bench.SendAsync(To(server), "leads.csv", [1])).Outcome);
        Assert.Equal(
            TransferOutcome.Failed, (await bench.SendAsync(To($"http://127.0.0.1:{ServerProcess.FreePort()}/"), "leads.csv", [1])).Outcome);
    }

    [Fact]
    public async Task Large_files_private_addresses_and_looks_are_answered_clearly()
    {
        await using var bench = new FileBench(allowPrivate: false, with: o => o with { MaxHttpBytes = 100 });
        var to = To("http://127.0.0.1:9/");
        Assert.Equal(new(TransferOutcome.Refused, "101 bytes are too many for an HTTP upload, at most 100"), await bench.SendAsync(to, "leads.csv", new byte[101]));
        Assert.Equal(new(TransferOutcome.Refused, "address not allowed"), await bench.SendAsync(to, "leads.csv", new byte[100]));
        Assert.True((await bench.Transports.LookAsync(to, "leads.csv", default)).Unknown);
        Assert.NotNull((await bench.Transports.ListAsync(to, default)).Problem);
        Assert.NotNull(await bench.Transports.ReadAsync(to, "leads.csv", Stream.Null, default));
    }

    private static NastyServer Answering(string status, string body) =>
        NastyServer.Answering($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static HttpDestination To(NastyServer server) => To(server.Url.AbsoluteUri);

    private static HttpDestination To(string url) => new()
    {
        Endpoint = new() { Url = Template.Parse(url, out _)!, Headers = [new("X-Name", Template.Parse("{{file.name}} {{file.rows}}", out _)!)] },
    };

    private static RowReplyRules Rules() => new()
    {
        List = Parse("json.results"),
        Lead = Parse("row.ref"),
        Success = Parse("row.ok"),
        Duplicate = Parse("row.dup"),
        Reason = Parse("row.why"),
        RecipientLeadId = Parse("row.id"),
        Price = Parse("row.pays"),
    };

    private static Expression Parse(string text) => Expression.Parse(text, out _)!;
}
