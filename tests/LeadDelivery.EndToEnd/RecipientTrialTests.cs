using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Trying a recipient on a real process, before any lead goes there.</summary>
public sealed class RecipientTrialTests
{
    [Fact]
    public async Task Sample_goes_to_the_sandbox_and_no_lead_comes_of_it()
    {
        await using var stage = new Stage();
        var (live, sandbox) = (stage.Buyer.On("/live", Behaviours.Accept), stage.Buyer.On("/sandbox", Behaviours.Accept));
        Write(stage, live, sandbox, "loan: \"{{lead.loan_amount}}\"");
        var host = await stage.StartAsync();

        var answer = await host.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/test", "{}");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("success", answer.Json["understood"]!["outcome"]!.GetValue<string>());
        Assert.Equal(200, answer.Json["reply"]!["status"]!.GetValue<int>());
        Assert.Contains("\"loan\":100", answer.Json["request"]!["body"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(HostSetup.BuyerToken, answer.Text, StringComparison.Ordinal);
        Assert.Single(stage.Buyer.At("/sandbox"));
        Assert.Empty(stage.Buyer.At("/live"));
        var leads = await host.Api.OperateAsync(HttpMethod.Get, "/api/leads");
        Assert.Empty(leads.Json["leads"]!.AsArray());
    }

    [Fact]
    public async Task Sample_without_a_sandbox_needs_live()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/live", Behaviours.Accept)).Flow("one", "buyer");
        var host = await stage.StartAsync();

        Assert.Equal(409, (await host.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/test", "{}")).Status);
        Assert.Empty(stage.Buyer.At("/live"));
        Assert.Equal(200, (await host.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/test", """{"live":true}""")).Status);
        Assert.Single(stage.Buyer.At("/live"));
    }

    [Fact]
    public async Task Versions_of_a_recipient_are_listed_and_compared_after_a_change()
    {
        await using var stage = new Stage();
        var (old, @new) = (stage.Buyer.On("/old", Behaviours.Accept), stage.Buyer.On("/new", Behaviours.Accept));
        stage.Config.Recipient("buyer", old).Flow("one", "buyer");
        var host = await stage.StartAsync();
        stage.Config.Recipient("buyer", @new);

        var listed = await Eventually.SeeAsync(
            () => host.Api.OperateAsync(HttpMethod.Get, "/api/recipients/buyer/versions"), a => a.Json["versions"]!.AsArray().Count == 2);
        var (current, first) = (listed.Json["versions"]![0]!, listed.Json["versions"]![1]!);
        var diff = await host.Api.OperateAsync(
            HttpMethod.Get, $"/api/recipients/buyer/versions/{first["version"]}/diff/{current["version"]}");

        Assert.Equal(("folder", "start"), (current["who"]!.GetValue<string>(), first["who"]!.GetValue<string>()));
        Assert.True(current["current"]!.GetValue<bool>());
        var change = Assert.Single(diff.Json["changes"]!.AsArray())!;
        Assert.Equal(("endpoint.url", old, @new), (
            change["path"]!.GetValue<string>(), change["from"]!.GetValue<string>(), change["to"]!.GetValue<string>()));
        Assert.DoesNotContain(HostSetup.BuyerToken, diff.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_breaks_its_schema_is_not_sent_and_the_delivery_ends_in_error()
    {
        await using var stage = new Stage();
        Write(stage, stage.Buyer.On("/live", Behaviours.Accept), stage.Buyer.On("/sandbox", Behaviours.Accept), "name: \"{{lead.first_name}}\"");
        var host = await stage.StartAsync();

        var answer = await host.Api.SubmitAsync("one", """{"first_name":"Annabel Longname","loan_amount":5}""");

        Assert.Equal("error", answer.Outcome);
        Assert.Contains("schema: /name: expected 8 characters or fewer", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Longname", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, answer.Deliveries[0]["attempts"]!.GetValue<int>());
        Assert.Empty(stage.Buyer.At("/live"));
    }

    [Fact]
    public async Task Check_refuses_a_misspelled_field_and_a_mapping_that_cannot_fit()
    {
        await using var stage = new Stage();
        Write(stage, "https://b.example/", "https://b.example/", "name: \"{{lead.frist_name}}\"\n  loan: \"{{format lead.loan_amount '0.00'}}\"");

        var ended = await HostProgram.RunAsync(["check", stage.Config.Path]);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(
            "recipients/buyer.yaml:7: fields.name: `lead.frist_name` is not a field of flow one; did you mean `first_name`?", ended.Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "recipients/buyer.yaml:8: fields.loan: can never satisfy buyer.json: schema: /loan: expected number, found string", ended.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_warns_of_an_undeclared_field_and_accepts_it()
    {
        await using var stage = new Stage();
        Write(stage, "https://b.example/", "https://b.example/", "name: \"{{lead.credit_rating}}\"");

        var ended = await HostProgram.RunAsync(["check", stage.Config.Path]);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(
            "warning: recipients/buyer.yaml:7: fields.name: `lead.credit_rating` is not a field of flow one", ended.Errors, StringComparison.Ordinal);
    }

    private static void Write(Stage stage, string live, string sandbox, string fields) => stage.Config
        .Write("schemas/buyer.json", """{"properties":{"loan":{"type":"number"},"name":{"type":"string","maxLength":8}}}""")
        .Write("flows/one.yaml", "accept:\n  fields:\n    first_name: { type: text }\n    loan_amount: { type: number }\nplan: buyer\n")
        .Write(
            "recipients/buyer.yaml",
            $$"""
            endpoint:
              url: "{{live}}"
              sandbox_url: "{{sandbox}}"
              schema: buyer.json
            auth: { type: bearer, token: "${BUYER_TOKEN}" }
            fields:
              {{fields}}
            response: { success: "json.status == 'accepted'" }

            """);
}
