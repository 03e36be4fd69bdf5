using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadDelivery.Web.Tests;

/// <summary>Requests as sources and operators make them.</summary>
internal static class Requests
{
    public const string Lead = """{"email":"jane@example.com"}""";

    public static HttpRequestMessage Submit(
        string query = "", string body = Lead, string? contentType = "application/json", string? key = FakeHost.Key, string flow = "auto",
        string method = "POST")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), $"/api/flows/{flow}/leads{query}");
        if (method == "POST")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.Remove("Content-Type");
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return request;
    }

    public static HttpRequestMessage AsOperator(string method, string path, string? body = null, string key = FakeHost.OperatorKeyText)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return request;
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync())!;

    /// <summary>Checks that the answer is a whole problem document of that status, and returns it.</summary>
    public static async Task<JsonNode> ProblemAsync(this HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.JsonAsync();
        Assert.Equal(JsonValueKind.String, problem["type"]!.GetValueKind());
        Assert.Equal(JsonValueKind.String, problem["title"]!.GetValueKind());
        Assert.Equal(JsonValueKind.String, problem["detail"]!.GetValueKind());
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        response.AssertCommonHeaders();
        return problem;
    }

    public static void AssertCommonHeaders(this HttpResponseMessage response)
    {
        Assert.Single(response.Headers.GetValues("X-Request-Id"));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }
}
