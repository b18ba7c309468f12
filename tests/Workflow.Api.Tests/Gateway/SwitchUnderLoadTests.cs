using System.Net;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

public sealed class SwitchUnderLoadTests
{
    private const int Clients = 16;
    private const int RequestsEach = 250;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Four times a target ends as a deployment lets it end, and another one answers elsewhere a moment later.
    [Fact]
    public async Task Targets_AreSwitchedUnderLoad_NoRequestFails()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        LoopbackServer serving = await StartTargetAsync();
        gateway.Routes.Set(serving.Url);
        int answered = 0;
        Task[] load = [.. Enumerable.Range(0, Clients).Select(_ => SendAsync())];
        for (int i = 1; i <= 4; i++)
        {
            int enough = i * Clients * RequestsEach / 5;
            while (Volatile.Read(ref answered) < enough && !load.Any(client => client.IsCompleted)) await Task.Yield();
            await serving.DisposeAsync();
            serving = await StartTargetAsync();
            gateway.Routes.Set(serving.Url);
        }

        await Task.WhenAll(load);
        Assert.Equal(Clients * RequestsEach, answered);
        Assert.Empty(gateway.Breakers.Open);
        await serving.DisposeAsync();

        async Task SendAsync()
        {
            for (int i = 0; i < RequestsEach; i++)
            {
                using HttpResponseMessage answer = await gateway.Client.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent("{\"rows\":[[1]]}"), Cancel);
                string body = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {body}");
                Interlocked.Increment(ref answered);
            }
        }
    }

    private static Task<LoopbackServer> StartTargetAsync() => LoopbackServer.StartAsync(async context =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await context.Response.WriteAsync("{\"score\":[[\"1\"]]}", context.RequestAborted);
    });
}
