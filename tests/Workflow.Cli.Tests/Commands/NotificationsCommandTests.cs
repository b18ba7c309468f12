using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Http;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Webhooks, told by a command that works by itself.</summary>
[Trait("Speed", "Slow")]
public sealed class NotificationsCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task Run_ThatFails_TellsTheWebhookBeforeTheCommandEnds()
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync(200);
        _desk.Folder.Declare(receiver);
        CommandResult run = await _desk.RunAsync("run", "unavailable");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\"event\":\"failure\"", Assert.Single(receiver.Bodies), StringComparison.Ordinal);
        Assert.DoesNotContain("not delivered yet", run.Error, StringComparison.Ordinal);
        JsonElement told = Assert.Single((await _desk.RunAsync("notifications", "list", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal("delivered", told.GetProperty("state").GetString());

        CommandResult again = (await _desk.RunAsync("notifications", "redeliver", told.GetProperty("id").GetString()!)).Succeeded();
        Assert.Contains("webhook ops took failure ", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, receiver.Bodies.Count);
    }

    [Fact]
    public async Task Run_ThatCannotTell_SaysThatItIsLeftForTheNext()
    {
        _desk.Folder.Declare(9);
        CommandResult run = await _desk.RunAsync("run", "unavailable");
        Assert.Contains("1 notification not delivered yet: the next ./workflow run or ./workflow up tries again", run.Error, StringComparison.Ordinal);
        Assert.Contains("pending: no connection: ", (await _desk.RunAsync("notifications", "list")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfAWebhook_TellsWhetherItWasTaken()
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync(503);
        _desk.Folder.Declare(receiver);
        CommandResult refused = await _desk.RunAsync("notifications", "test", "ops");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(": the receiver answered 503", refused.Error, StringComparison.Ordinal);
        (await _desk.RunAsync("notifications", "test", "opps")).Refused(1, "there is no webhook 'opps' in ");
        (await _desk.RunAsync("notifications", "redeliver", "x")).Refused(1, "there is no notification 'x'");
    }

    [Fact]
    public async Task Server_FileChanges_KnowsTheNewWebhook()
    {
        const int Attempts = 100;
        await using HookReceiver receiver = await HookReceiver.StartAsync(200);
        using WorkflowProcess server = _desk.Start("up", "--port", "0");
        await server.ReadErrorUntilAsync("The key for changes is in ");
        (await _desk.RunAsync("notifications", "test", "ops")).Refused(1, "there is no webhook 'ops' in pipelines.yaml");

        _desk.Folder.Declare(receiver);
        CommandResult test = await _desk.RunAsync("notifications", "test", "ops");
        for (int i = 0; i < Attempts && test.ExitCode != 0; i++) test = await _desk.RunAsync("notifications", "test", "ops");
        Assert.Contains("webhook ops took ping ", test.Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"ping\"", Assert.Single(receiver.Bodies), StringComparison.Ordinal);
        Assert.Equal("ping", Assert.Single((await _desk.RunAsync("notifications", "list", "--json")).Succeeded().Json.EnumerateArray()).GetProperty("event").GetString());
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
    }

    public void Dispose() => _desk.Dispose();
}
