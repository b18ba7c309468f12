using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.Commands;

[Trait("Speed", "Slow")]
public sealed class UpCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_Started_LeavesAddressAndKeyForThisUserAlone()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        JsonElement file = JsonDocument.Parse(await File.ReadAllBytesAsync(desk.ServerFile, Cancel)).RootElement;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(desk.ServerFile).UnixFileMode);
        Assert.Equal(desk.Address, new Uri(file.GetProperty("url").GetString()!));
        Assert.Equal(desk.Server.Id, file.GetProperty("pid").GetInt32());
        Assert.Equal("127.0.0.1", desk.Address.Host);
        Assert.Matches("^[0-9a-f]{64}$", desk.Key);
    }

    [Fact]
    public async Task Up_ToldToDoThingsNever_Serves()
    {
        using var desk = new Desk();
        (await desk.RunAsync("up", "--keep-predictions", "1h")).Refused(2, "'1h' is no time of at least 1d, such as 30d, or forever");
        string[] never = ["--receipts", "never", "--rehearsals", "never", "--keep-logs", "forever", "--keep-history", "forever", "--keep-predictions", "forever"];
        using WorkflowProcess server = desk.Start(["up", "--port", "0", .. never]);
        await server.ReadErrorUntilAsync("The key for changes is in ");
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Up_HomeWithALongPath_ServesAndSaysWhatIsMissing()
    {
        using var desk = new Desk();
        using WorkflowProcess server = WorkflowProcess.Start(desk.Folder.Path, Path.Combine(desk.Folder.Path, new string('h', 90)), ["up", "--port", "0"]);
        Assert.EndsWith("set WORKFLOW_HOME to a directory with a shorter path", await server.ReadErrorUntilAsync("warning: scorers cannot send their predictions here"), StringComparison.Ordinal);
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Up_RunIsPosted_IsAcceptedWithItsAddress()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();

        using HttpResponseMessage response = await desk.PostRunAsync("rig", desk.Key);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        using var http = new HttpClient { BaseAddress = desk.Address };
        JsonElement run = JsonDocument.Parse(await http.GetStringAsync(response.Headers.Location, Cancel)).RootElement;
        Assert.Equal("rig", run.GetProperty("pipeline").GetString());
        Assert.EndsWith(run.Run(), response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    // The link is for the person who started the server; besides it and server.json, the key is nowhere.
    [Fact]
    public async Task Up_Ended_LeavesNoServerFileAndItsKeyInTheSignInLinkAlone()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using (var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }))
        using (HttpResponseMessage signedIn = await browser.GetAsync(new Uri(desk.Address, $"/sign-in?key={desk.Key}"), Cancel))
        {
            Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.PostRunAsync("rig", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.PostRunAsync("rig", desk.Key[..^1] + '!')).StatusCode);
        CommandResult run = (await desk.RunAsync("run", "rig", "--json")).Succeeded();
        CommandResult failed = await desk.RunAsync("run", "unavailable");
        CommandResult status = (await desk.RunAsync("status")).Succeeded();

        CommandResult server = (await desk.EndAsync()).Succeeded();

        Assert.Empty(server.Output);
        Assert.False(File.Exists(desk.ServerFile));
        string link = Assert.Single(server.Error.Split('\n'), line => line.Contains(desk.Key, StringComparison.Ordinal));
        Assert.EndsWith($"{desk.Address}sign-in?key={desk.Key}", link.TrimEnd(), StringComparison.Ordinal);
        foreach (CommandResult told in (CommandResult[])[run, failed, status])
        {
            Assert.DoesNotContain(desk.Key, told.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(desk.Key, told.Error, StringComparison.Ordinal);
        }

        string[] files = Directory.GetFiles(desk.Folder.Home, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("workflow.log", StringComparison.Ordinal));
        foreach (string file in files) Assert.False((await File.ReadAllBytesAsync(file, Cancel)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(desk.Key)) >= 0, file);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Up_EndedInTheMiddleOfAStep_LeavesTheRunToTheNextCommand(string signal)
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using HttpResponseMessage response = await desk.PostRunAsync("gated", desk.Key);
        await gate.ReachedAsync(Cancel);

        (await desk.EndAsync(signal)).Succeeded();

        gate.Open();
        CommandResult next = (await desk.RunAsync("run", "gated", "--json")).Succeeded();
        Assert.Contains("taking up the interrupted run", next.Error, StringComparison.Ordinal);
        Assert.EndsWith(next.Json.Run(), response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_Killed_TheNextServerGoesOnWithItsRuns()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        desk.Server.Kill();
        await desk.Server.EndAsync();

        // Who followed the run is told; nobody is confused by what the server left behind.
        (await run.EndAsync()).Refused(1, $"the server at {desk.Address.ToString().TrimEnd('/')} no longer answers");
        Assert.True(File.Exists(desk.ServerFile));
        JsonElement left = Assert.Single((await desk.RunAsync("status", "--json")).Succeeded().Json.GetProperty("runs").EnumerateArray());
        Assert.Equal("Running", left.State());
        gate.Open();
        await desk.RestartAsync();
        Assert.Equal("Succeeded", (await desk.FollowAsync(left.Run())).State());
        (await desk.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Up_WhileAServerRuns_IsRefusedNamingIt()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        (await desk.RunAsync("up", "--port", "0")).Refused(1, $"(up, pid {desk.Server.Id})");
        (await desk.RunAsync("status", "--json")).Succeeded();
    }

    [Fact]
    public async Task Up_ToldWhichStepsToTake_TakesNoOthers()
    {
        using var desk = new Desk();
        using WorkflowProcess server = desk.Start("up", "--port", "0", "--queues", "train,deploy", "--slots", "0");
        Assert.Contains("This server takes no steps", await server.ReadErrorUntilAsync("takes no steps"), StringComparison.Ordinal);
        JsonElement worker = Assert.Single((await desk.RunAsync("workers", "list", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal(["train", "deploy"], worker.GetProperty("queues").EnumerateArray().Select(queue => queue.GetString()));
        Assert.Equal(0, worker.GetProperty("slots").GetInt32());
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
        (await desk.RunAsync("up", "--slots", "-1")).Refused(2, "'-1' is no number of slots: from 0 to 256");
    }

    [Fact]
    public async Task Up_OnAPortInUse_IsRefusedNamingTheOwner()
    {
        using var desk = new Desk();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (await desk.RunAsync("up", "--port", port)).Refused(1, $"port {port} is in use", $"(pid {Environment.ProcessId})");

        Assert.False(File.Exists(Path.Combine(desk.Folder.Home, "server.json")));
    }

    [Fact]
    public async Task Up_ToKeepHistoryForHours_IsRefusedInWords()
    {
        using var desk = new Desk();
        (await desk.RunAsync("up", "--port", "0", "--keep-history", "12h")).Refused(2, "'12h' is no time of at least 1d, such as 30d");
    }

    [Fact]
    public async Task Up_FileIsWrong_IsRefusedNamingTheLine()
    {
        using var desk = new Desk();
        desk.Folder.Add("wrong: {recipe: rig.yaml, targte: cool_cond_y}");
        (await desk.RunAsync("up", "--port", "0")).Refused(1, "pipelines.yaml:", "did you mean 'target'?");
    }
}
