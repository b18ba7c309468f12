using System.Net;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Api.Hosting;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Storage;
using Workflow.Testing.Files;
using Workflow.Testing.Http;
using Workflow.Testing.Predictions;

namespace Workflow.Api.Tests.Predictions;

/// <summary>The socket that containers of scorers see: predictions go in, and nothing else goes on there.</summary>
[SupportedOSPlatform("linux")]
public sealed class PredictionSocketTests
{
    private const UnixFileMode ForEveryone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly Uri Address = new("/api/v1/predictions", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_WithTheKeyOfAnEndpoint_IsStored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        WorkflowHome home = server.Get<WorkflowHome>();
        Assert.Equal((Passable, ForEveryone), (File.GetUnixFileMode(home.Predictions), File.GetUnixFileMode(home.PredictionSocket)));

        using HttpClient scorer = SocketClient.Open(home.PredictionSocket, server.Get<PredictionKeys>().Of("rig-dev").Reveal());
        string request = ScoredLines.Request();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(scorer, ScoredLines.Lines(request, 3))).StatusCode);
        Assert.Equal("rig-dev", (await server.ReadAsync($"/api/v1/predictions/{request}/2")).GetProperty("endpoint").GetString());
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1/runs")]
    [InlineData("GET", "/api/v1/predictions")]
    [InlineData("PUT", "/api/v1/predictions")]
    [InlineData("POST", "/api/v1/predictions/")]
    [InlineData("POST", "/api/v1/predictions/../runs")]
    [InlineData("POST", "/api/v1/runs")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/endpoints/default/rig-dev/")]
    [InlineData("DELETE", "/api/v1/endpoints/rig-dev")]
    [InlineData("GET", "/sign-in?key=KEY")]
    public async Task AnythingElse_EvenWithTheServersKey_Answers404(string method, string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string key in (string[])[server.Key, server.Get<PredictionKeys>().Of("rig-dev").Reveal()])
        {
            using HttpClient anybody = SocketClient.Open(server.Get<WorkflowHome>().PredictionSocket, key);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path.Replace("KEY", key, StringComparison.Ordinal), UriKind.Relative));
            request.Headers.Add("Accept", "text/html");
            await Problems.AssertAsync(await anybody.SendAsync(request, Cancel), HttpStatusCode.NotFound, "no-such-address");
        }
    }

    [Fact]
    public async Task Post_WithoutTheKeyOfAnEndpoint_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string socket = server.Get<WorkflowHome>().PredictionSocket;
        using HttpClient nobody = SocketClient.Open(socket, null), owner = SocketClient.Open(socket, server.Key);
        await Problems.AssertAsync(await PostAsync(nobody, ScoredLines.Lines(ScoredLines.Request(), 1)), HttpStatusCode.Unauthorized, "key-missing");
        await Problems.AssertAsync(await PostAsync(owner, ScoredLines.Lines(ScoredLines.Request(), 1)), HttpStatusCode.Forbidden, "key-refused");
    }

    [Fact]
    public async Task Stop_OfTheServer_RemovesTheSocketAndTheNextOneReplacesOneThatIsLeft()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string socket = server.Get<WorkflowHome>().PredictionSocket;
        Assert.True(File.Exists(socket));
        await server.Server.StopAsync(Cancel);
        Assert.False(File.Exists(socket));

        await File.WriteAllTextAsync(socket, "of a server that was killed", Cancel);
        await using WebApplication next = await StartWorkerAsync(server.Folder.Home);
        using HttpClient scorer = SocketClient.Open(socket, next.Services.GetRequiredService<PredictionKeys>().Of("rig-dev").Reveal());
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(scorer, ScoredLines.Lines(ScoredLines.Request(), 1))).StatusCode);
        await next.StopAsync(Cancel);
    }

    // Workers may share a home: one of them listens.
    [Fact]
    public async Task Start_AnotherProcessOfTheHomeListens_LeavesItAlone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string socket = server.Get<WorkflowHome>().PredictionSocket;
        await using (WebApplication worker = await StartWorkerAsync(server.Folder.Home)) await worker.StopAsync(Cancel);
        using HttpClient scorer = SocketClient.Open(socket, server.Get<PredictionKeys>().Of("rig-dev").Reveal());
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(scorer, ScoredLines.Lines(ScoredLines.Request(), 1))).StatusCode);
    }

    [Fact]
    public async Task Start_HomeWithALongPath_AnswersWithoutTheSocketAndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var log = new CapturedLog();
        string path = folder.File(new string('h', 90));
        string problem = PredictionSocket.ProblemOf(new WorkflowHome(path))!;
        Assert.EndsWith("set WORKFLOW_HOME to a directory with a shorter path", problem, StringComparison.Ordinal);
        Assert.Contains($"/predictions/socket, has {path.Length + "/predictions/socket".Length} bytes", problem, StringComparison.Ordinal);
        Assert.Null(PredictionSocket.ProblemOf(new WorkflowHome(folder.File("home"))));

        await using WebApplication worker = await StartWorkerAsync(path, log);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(WorkflowServer.AddressOf(worker), "/metrics"), Cancel)).StatusCode);
        Assert.Contains(log.Lines, line => line.Contains(problem, StringComparison.Ordinal));
        await worker.StopAsync(Cancel);
    }

    private static async Task<WebApplication> StartWorkerAsync(string home, CapturedLog? log = null)
    {
        WebApplication worker = WorkerServer.Build(0, new JobsOptions { HomePath = home }, logging => logging.AddProvider(log ?? new CapturedLog()));
        await worker.Services.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        await worker.StartAsync(Cancel);
        return worker;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string lines) => http.PostAsync(Address, new StringContent(lines, Encoding.UTF8, "application/x-ndjson"), Cancel);
}
