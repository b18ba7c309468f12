using System.Diagnostics;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Processes;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Two versions at an endpoint, and what served there, as a command tells and decides: by itself and through a server. What serves is a program that does nothing.</summary>
[Trait("Speed", "Slow")]
public sealed class TrafficCommandTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly Process _served = Process.Start(new ProcessStartInfo("cat") { UseShellExecute = false, RedirectStandardInput = true })!;
    private WorkflowProcess? _server;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_TwoVersions_TellsSharesAndAnswersThatDiffer(bool isThroughServer)
    {
        await BeginAsync(isThroughServer);
        string told = (await _desk.RunAsync("traffic", "rig", "--differing", "1")).Succeeded().Output;
        Assert.StartsWith("rig-dev: 10 % of the requests", told, StringComparison.Ordinal);
        Assert.Matches(@"rig@0 +90 % ", told);
        Assert.Matches(@"rig@2 +10 % ", told);
        Assert.Contains("""r1  {"score":[["0.9"]]}  |  {"score":[["0.1"]]}""", told, StringComparison.Ordinal);
        Assert.DoesNotContain("r1  ", (await _desk.RunAsync("traffic", "rig-dev")).Succeeded().Output, StringComparison.Ordinal);

        JsonElement read = (await _desk.RunAsync("traffic", "rig-dev", "--differing", "5", "--json")).Succeeded().Json;
        Assert.Equal(("rig@2", 10), (read.GetProperty("second").GetProperty("version").GetString(), read.GetProperty("second").GetProperty("share").GetInt32()));
        Assert.Equal("r1", Assert.Single(read.GetProperty("differing").EnumerateArray()).GetProperty("requestId").GetString());
        await EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_Promote_TheSecondServesAloneAndTheReasonIsOnRecord(bool isThroughServer)
    {
        await BeginAsync(isThroughServer);
        string told = (await _desk.RunAsync("traffic", "rig-dev", "--promote", "--reason", "better on cold mornings")).Succeeded().Output;
        Assert.Contains(" alone", told.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("rig@2 promoted at 10 %: better on cold mornings", told, StringComparison.Ordinal);
        JsonElement past = Assert.Single((await _desk.RunAsync("deployments", "rig-dev", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal(("better on cold mornings", "process"), (past.GetProperty("reason").GetString(), past.GetProperty("platform").GetString()));
        Assert.Contains("better on cold mornings", (await _desk.RunAsync("deployments", "rig-dev")).Succeeded().Output, StringComparison.Ordinal);
        (await _desk.RunAsync("traffic", "rig-dev", "--promote")).Refused(1, "there is no second version at rig-dev: deploy one with --canary, --split or --shadow");

        // What served before is kept warm.
        Assert.False(_served.HasExited);
        await EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_End_TheFirstServesAloneAndTheOtherIsOnRecord(bool isThroughServer)
    {
        await BeginAsync(isThroughServer);
        (await _desk.RunAsync("traffic", "rig-dev", "--promote", "--end")).Refused(1, "--promote and --end contradict each other");
        string told = (await _desk.RunAsync("traffic", "rig-dev", "--end")).Succeeded().Output;
        Assert.StartsWith("rig-dev: rig@0 alone", told, StringComparison.Ordinal);
        Assert.Contains("rig@2 removed at 10 %: ended by hand", told, StringComparison.Ordinal);
        Assert.Empty((await _desk.RunAsync("deployments", "rig-dev", "--json")).Succeeded().Json.EnumerateArray());
        (await _desk.RunAsync("traffic", "rig-dev", "--end")).Refused(1, "there is no second version at rig-dev");
        await EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rollback_NothingServedBefore_IsRefusedAlsoAsARehearsal(bool isThroughServer)
    {
        await BeginAsync(isThroughServer);
        (await _desk.RunAsync("rollback", "rig-dev")).Refused(1, "rig-dev has served nothing but rig@0 with this image: there is nothing to go back to");
        (await _desk.RunAsync("rollback", "rig-dev", "--rehearse")).Refused(1, "rig-dev has served nothing but rig@0 with this image: there is nothing to go back to");
        (await _desk.RunAsync("traffic", "rig-def")).Refused(1, "there is no endpoint 'rig-def'; did you mean 'rig-dev'?");
        await EndAsync();
    }

    public void Dispose()
    {
        _server?.Dispose();
        if (!_served.HasExited) _served.Kill();
        _served.Dispose();
        _desk.Dispose();
    }

    private async Task BeginAsync(bool isThroughServer)
    {
        await StoredEndpoints.AddAsync(_desk.Folder, "rig-dev", 9, ProcessIdentity.Of(_served.Id));
        await StoredEndpoints.AddSecondVersionAsync(_desk.Folder, "rig-dev", "rig@2");
        if (!isThroughServer) return;
        _server = _desk.Start("up", "--port", "0");
        await _server.ReadErrorUntilAsync("The key for changes is in ");
    }

    private async Task EndAsync()
    {
        if (_server is null) return;
        _server.Signal("TERM");
        (await _server.EndAsync()).Succeeded();
    }
}
