using System.Net;
using System.Text.Json;

namespace Workflow.Api.Tests.TestData;

/// <summary>Refusals, read strictly.</summary>
internal static class Problems
{
    /// <summary>Checks the form of a refusal.</summary>
    /// <returns>What it says.</returns>
    public static async Task<string> AssertAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(body);
        Assert.Equal(["status", "code", "detail"], problem.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        string detail = problem.RootElement.GetProperty("detail").GetString()!;
        Assert.NotEmpty(detail);
        Assert.DoesNotContain("   at ", detail, StringComparison.Ordinal);
        return detail;
    }
}
