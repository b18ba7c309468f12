using Spectre.Console;
using Workflow.Cli.Display;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Tests.Display;

/// <summary>What a person at a terminal sees of a run.</summary>
public sealed class LiveRunDisplayTests : IDisposable
{
    private readonly StringWriter _terminal = new();

    [Fact]
    public async Task Show_StatesOfARun_EndsWithTheLastOfEach()
    {
        await Display().ShowAsync(StatesAsync(
            Run(new RunStep("ingest", StepState.Running, 0.5, null, new StepProgress(3, 9, "reading")), new RunStep("split", StepState.Waiting, null, null, null)),
            Run(new RunStep("ingest", StepState.Succeeded, 2.5, "60 rows", null), new RunStep("split", StepState.Reused, 7.7, null, null))));

        string[] lines = _terminal.ToString().Split('\n');
        Assert.Matches(@"✓\s+ingest\s+2\.5 s\s+60 rows", lines.Last(line => line.Contains("ingest", StringComparison.Ordinal)));
        string split = lines.Last(line => line.Contains("split", StringComparison.Ordinal));
        Assert.Matches(@"=\s+split\s+reused: inputs unchanged", split);
    }

    [Fact]
    public async Task Show_StepThatWaitsForAPerson_TellsTheCommand()
    {
        await Display().ShowAsync(StatesAsync(Run(new RunStep("deploy", StepState.Waiting, null, "waits for approval", null) { NeedsApproval = true })));
        Assert.Contains("waits for approval: workflow runs approve 1 deploy", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_MessageWithBrackets_IsShownAsItIs()
    {
        await Display().ShowAsync(StatesAsync(Run(new RunStep("ingest", StepState.Failed, 1, "column [red]a[/] of [b", null))));
        Assert.Contains("column [red]a[/] of [b", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_StatesEndInAnError_PassesItOn() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() => Display().ShowAsync(StatesAsync(Run(new RunStep("ingest", StepState.Queued, null, null, null)), null)));

    public void Dispose() => _terminal.Dispose();

    private static async IAsyncEnumerable<RunResult> StatesAsync(params RunResult?[] states)
    {
        foreach (RunResult? state in states)
        {
            await Task.Yield();
            yield return state ?? throw new OperationCanceledException();
        }
    }

    private static RunResult Run(params RunStep[] steps) => new()
    {
        Run = "1",
        State = RunState.Running,
        Pipeline = "rig",
        Cause = "test",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Steps = steps,
    };

    private LiveRunDisplay Display()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_terminal),
        });
        console.Profile.Width = 120;
        return new LiveRunDisplay(console);
    }
}
