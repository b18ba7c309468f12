using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Processes;
using Workflow.Testing.Http;

namespace Workflow.Cli.Tests.Commands;

[Trait("Speed", "Slow")]
public sealed class GatewayCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_NoServerRuns_AnswersForEndpointsAndDrainsAtItsEnd()
    {
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
            {
                arrived.SetResult();
                await go.Task;
            }

            await context.Response.WriteAsync($"answer of {context.Request.Path}", Cancel);
        });
        using var desk = new Desk();
        await StoredEndpoints.AddAsync(desk.Folder, "rig-dev", target.Url.Port, ProcessIdentity.Of(Environment.ProcessId));
        (WorkflowProcess gateway, Uri address) = await StartAsync(desk);
        using (gateway)
        {
            using var http = new HttpClient { BaseAddress = address };
            Assert.Equal("answer of /model/schema", await http.GetStringAsync(new Uri("/endpoints/default/rig-dev/model/schema", UriKind.Relative), Cancel));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel)).StatusCode);
            foreach (string other in (string[])["/", "/api/v1/runs", "/endpoints/default/nowhere/"])
            {
                Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(other, UriKind.Relative), Cancel)).StatusCode);
            }

            JsonElement file = JsonDocument.Parse(await File.ReadAllBytesAsync(FileOf(desk), Cancel)).RootElement;
            Assert.Equal((address, gateway.Id), (new Uri(file.GetProperty("url").GetString()!), file.GetProperty("pid").GetInt32()));
            Assert.Equal(new Uri(address, "/endpoints/default/rig-dev/").ToString(), await GatewayUrlAsync(desk));
            Task<string> slow = http.GetStringAsync(new Uri("/endpoints/default/rig-dev/slow", UriKind.Relative), Cancel);
            await arrived.Task.WaitAsync(Patience, Cancel);
            gateway.Signal("TERM");
            Task<CommandResult> end = gateway.EndAsync();
            go.SetResult();
            Assert.Equal("answer of /slow", await slow);
            (await end).Succeeded();
        }

        Assert.False(File.Exists(FileOf(desk)));
        Assert.Null(await GatewayUrlAsync(desk));
    }

    [Fact]
    public async Task Gateway_Killed_NobodyBelievesWhatItLeft()
    {
        using var desk = new Desk();
        await StoredEndpoints.AddAsync(desk.Folder, "rig-dev", 1, null);
        (WorkflowProcess gateway, Uri address) = await StartAsync(desk);
        using (gateway)
        {
            using var http = new HttpClient { BaseAddress = address };
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/endpoints/default/rig-dev/", UriKind.Relative), Cancel)).StatusCode);
            gateway.Kill();
            await gateway.EndAsync();
        }

        Assert.True(File.Exists(FileOf(desk)));
        Assert.Null(await GatewayUrlAsync(desk));
        (WorkflowProcess next, Uri there) = await StartAsync(desk);
        using (next)
        {
            Assert.Equal(new Uri(there, "/endpoints/default/rig-dev/").ToString(), await GatewayUrlAsync(desk));
            next.Signal("INT");
            (await next.EndAsync()).Succeeded();
        }
    }

    [Fact]
    public async Task Gateway_BesideAServer_GoesOnWhenTheServerEnds()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using WorkflowProcess gateway = desk.Start("gateway", "--port", "0");
        Uri address = AddressIn(await gateway.ReadErrorUntilAsync("the gateway answers on"));
        await StoredEndpoints.AddAsync(desk.Folder, "rig-dev", 1, null);
        (await desk.EndAsync()).Succeeded();
        using var http = new HttpClient { BaseAddress = address };

        // The routes are read every 0.2 s.
        using var limit = new CancellationTokenSource(Patience);
        while ((await http.GetAsync(new Uri("/endpoints/default/rig-dev/", UriKind.Relative), limit.Token)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(10, limit.Token);
        }

        gateway.Signal("TERM");
        (await gateway.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Gateway_WrongAddressOrPort_IsRefused()
    {
        using var desk = new Desk();
        (await desk.RunAsync("gateway", "--bind", "nowhere")).Refused(2, "'nowhere' is no address of a machine");
        await using LoopbackServer taken = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        (await desk.RunAsync("gateway", "--port", taken.Url.Port.ToString(CultureInfo.InvariantCulture))).Refused(1, "is in use");
    }

    private static string FileOf(Desk desk) => Path.Combine(desk.Folder.Home, "gateway.json");

    private static async Task<(WorkflowProcess Process, Uri Address)> StartAsync(Desk desk)
    {
        WorkflowProcess process = desk.Start("gateway", "--port", "0");
        return (process, AddressIn(await process.ReadErrorUntilAsync("the gateway answers on")));
    }

    private static Uri AddressIn(string line)
    {
        string words = line[line.IndexOf("http://", StringComparison.Ordinal)..];
        return new Uri(words[..words.IndexOf("/endpoints/", StringComparison.Ordinal)]);
    }

    private static async Task<string?> GatewayUrlAsync(Desk desk)
    {
        JsonElement endpoint = Assert.Single((await desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray());
        return endpoint.TryGetProperty("gatewayUrl", out JsonElement url) ? url.GetString() : null;
    }
}
