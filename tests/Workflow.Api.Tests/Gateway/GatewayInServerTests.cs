using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Api.Gateway;
using Workflow.Api.Tests.TestData;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

/// <summary>The gateway as the server of <c>workflow up</c> has it.</summary>
public sealed class GatewayInServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_IsStored_AnswersWithoutTheKeyAndWithoutTheDashboardsOrigin()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path} {await reader.ReadToEndAsync(Cancel)}", Cancel);
        });
        await new StoredThings(server).AddEndpointAsync("rig-dev", target.Url.Port, "none");
        await server.Get<IEndpointRoutes>().RefreshAsync(Cancel);
        using var content = new StringContent("rows");
        using HttpResponseMessage answer = await server.Anybody.PostAsync(new Uri("/endpoints/default/rig-dev/model/score", UriKind.Relative), content, Cancel);
        Assert.Equal("POST /model/score rows", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(["default-src 'none'", "sandbox allow-forms allow-scripts"], answer.Headers.GetValues("Content-Security-Policy"));
        string metrics = await server.Anybody.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);
        Assert.Contains("workflow_gateway_duration_seconds_count{workflow_endpoint=\"rig-dev\",workflow_status=\"2xx\",workflow_target=\"stored@0\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_IsStopped_Answers503UntilItIsDeployedAgain()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await new StoredThings(server).AddEndpointAsync("rig-dev", RunningGateway.Nobody().Port, "none", stopped: true);
        await server.Get<IEndpointRoutes>().RefreshAsync(Cancel);
        string told = await Problems.AssertAsync(await server.GetAsync("/endpoints/default/rig-dev/ping"), HttpStatusCode.ServiceUnavailable, "endpoint-stopped");
        Assert.Contains("`workflow start rig-dev`", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/endpoints/default/nowhere/model/score", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/endpoints/default", HttpStatusCode.Unauthorized, "key-missing")]
    [InlineData("/endpoints/default/../../api/v1/runs", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/endpoints/%2e%2e/%2e%2e/api/v1/runs", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/endpoints/../api/v1/runs", HttpStatusCode.NotFound, "not-found")]
    [InlineData("//endpoints/default/x/", HttpStatusCode.Unauthorized, "key-missing")]
    public async Task Post_AroundTheGateway_ReachesNothingWithoutTheKey(string path, HttpStatusCode status, string code)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using RawConnection client = await RawConnection.OpenAsync(server.Address);
        await client.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        string answer = await client.ReadToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {(int)status}", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{code}\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_UnderAForeignHost_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/endpoints/default/x/", UriKind.Relative)) { Headers = { Host = "example.org" } };
        await Problems.AssertAsync(await server.Anybody.SendAsync(request, Cancel), HttpStatusCode.MisdirectedRequest, "host-refused");
    }

    [Fact]
    public async Task List_OfEndpoints_TellsTheAddressThatStays()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await new StoredThings(server).AddEndpointAsync("rig-dev", RunningGateway.Nobody().Port, "none", stopped: true);
        JsonElement endpoint = Assert.Single((await server.ReadAsync("/api/v1/endpoints")).GetProperty("items").EnumerateArray());
        Assert.Equal(new Uri(server.Address, "/endpoints/default/rig-dev/").ToString(), endpoint.GetProperty("gatewayUrl").GetString());
    }
}
