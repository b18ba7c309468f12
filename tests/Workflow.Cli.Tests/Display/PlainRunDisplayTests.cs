using Workflow.Cli.Display;
using Workflow.Jobs.Runs;
using Workflow.Testing.Time;

namespace Workflow.Cli.Tests.Display;

/// <summary>What a log or a pipe is told of a run.</summary>
public sealed class PlainRunDisplayTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _lines = [];

    [Fact]
    public async Task Show_StepThatTakesLong_TellsItsProgressNowAndThen()
    {
        await ShowAsync(
            (0, Step(StepState.Waiting)),
            (0, Step(StepState.Running)),
            (14, Running(3, "trials, best ridge 0.3000")),
            (1, Running(4, "trials, best ridge 0.2500")),
            (14, Running(9, "trials, best xgboost 0.1200")),
            (2, Running(9, "trials, best xgboost 0.1200")),
            (30, Step(StepState.Succeeded) with { Seconds = 61, Message = "40 trials" }));

        Assert.Equal(
            ["run 1 of rig", "train: begins", "train: 4/40 trials, best ridge 0.2500", "train: 9/40 trials, best xgboost 0.1200", "train: done in 61.0 s: 40 trials"],
            _lines);
    }

    [Fact]
    public async Task Show_NothingNew_SaysNothing()
    {
        await ShowAsync((0, Step(StepState.Running)), (15, Running(3, "trials")), (60, Running(3, "trials")), (60, Step(StepState.Running)));
        Assert.Equal(["run 1 of rig", "train: begins", "train: 3/40 trials"], _lines);
    }

    private static RunStep Step(StepState state) => new("train", state, null, null, null);

    private static RunStep Running(int done, string message) => Step(StepState.Running) with { Progress = new StepProgress(done, 40, message) };

    private Task ShowAsync(params (int SecondsLater, RunStep Step)[] states) => new PlainRunDisplay(_lines.Add, _time).ShowAsync(StatesAsync(states));

    private async IAsyncEnumerable<RunResult> StatesAsync((int SecondsLater, RunStep Step)[] states)
    {
        foreach ((int secondsLater, RunStep step) in states)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(secondsLater));
            yield return new RunResult { Run = "1", State = RunState.Running, Pipeline = "rig", Cause = "test", CreatedAt = DateTimeOffset.UnixEpoch, Steps = [step] };
        }
    }
}
