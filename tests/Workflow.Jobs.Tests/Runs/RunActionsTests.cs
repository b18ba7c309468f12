using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class RunActionsTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RetryAsync_RunThatIsOver_IsANewOneOfTheSameDefinitionForTheSameMoment(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        DateTimeOffset moment = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);
        PipelineDefinition definition = SampleDefinitions.Of("a b:a") with { Tags = ["nightly"] };
        var begun = new NewRun(Projects.Default, definition, new RunCause(RunCauseKind.Schedule, "nightly", "7")) { LogicalAt = moment };
        string old = await runs.Transitions.CreateAsync(begun, Cancel);
        await runs.SucceedAllAsync();
        runs.Clock.Advance(TimeSpan.FromSeconds(1));

        string retried = await Actions(runs).RetryAsync(old, noCache: true, Cancel);

        RunRecord run = await runs.FindAsync(retried);
        Assert.NotEqual(old, retried);
        Assert.Equal((RunState.Queued, true, (DateTimeOffset?)moment), (run.State, run.NoCache, run.LogicalAt));
        Assert.Equal((RunCauseKind.Retry, old), (run.Cause.Kind, run.Cause.Id));
        Assert.Equal(JobsJson.Write((await runs.FindAsync(old)).Definition), JobsJson.Write(run.Definition));
        Assert.Equal([retried, old], (await runs.Store.ListAsync(new RunFilter { Tag = "nightly" }, 10, null, Cancel)).Select(listed => listed.Id));
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(old)).State);
    }

    [Theory, OnEveryEngine]
    public async Task AnyAction_RunThatIsNotThereOrNotOver_IsRefusedInWords(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        RunActions actions = Actions(runs);
        string id = await runs.BeginAsync("a");
        await RefusedAsync(RunException.Unknown, "there is no run 'nowhere'", () => actions.RetryAsync("nowhere", noCache: false, Cancel));
        await RefusedAsync(RunException.Unknown, "there is no run 'nowhere'", () => actions.ResumeAsync("nowhere", null, "test", Cancel));
        await RefusedAsync(RunException.Unknown, "there is no run 'nowhere'", () => actions.ApproveAsync("nowhere", "a", "test", Cancel));
        await RefusedAsync(RunException.NotOver, "is not over yet: it is Queued", () => actions.RetryAsync(id, noCache: false, Cancel));
        await RefusedAsync(RunException.NotOver, "is not over yet: it is Queued", () => actions.ResumeAsync(id, "a", "test", Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task ResumeAsync_RunThatFailed_DoesWhatDidNotSucceed(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a c:b");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync()));
        Assert.True(await runs.FailAsync(await runs.ClaimAsync()));
        await Actions(runs).ResumeAsync(id, null, "test", Cancel);
        Assert.Equal("a=Succeeded b=Queued c=Waiting", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task ResumeAsync_NothingLeftOrUnknownStep_IsRefusedWithWhatThereIs(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("ingest train:ingest");
        await runs.SucceedAllAsync();
        await RefusedAsync(RunException.NothingToDo, "--from train", () => Actions(runs).ResumeAsync(id, null, "test", Cancel));
        await RefusedAsync(RunException.UnknownStep, "did you mean 'train'? (allowed: ingest, train)", () => Actions(runs).ResumeAsync(id, "tarin", "test", Cancel));
        await Actions(runs).ResumeAsync(id, "train", "test", Cancel);
        Assert.Equal("ingest=Succeeded train=Queued", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task AnyAction_RunOfAnOlderRelease_IsRefused(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync(SampleDefinitions.Of("a") with { Model = null });
        Assert.True(await runs.FailAsync(await runs.ClaimAsync()));
        await RefusedAsync(RunException.Outdated, "older release", () => Actions(runs).RetryAsync(id, noCache: false, Cancel));
        await RefusedAsync(RunException.Outdated, "workflow run sample", () => Actions(runs).ResumeAsync(id, null, "test", Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task ApproveAsync_StepThatWaitsOrNot_GoesOnOrIsRefused(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        PipelineDefinition definition = SampleDefinitions.Of("a b:a");
        string id = await runs.BeginAsync(definition with { Steps = [definition.Steps[0], definition.Steps[1] with { NeedsApproval = true }] });
        await runs.SucceedAllAsync();
        Assert.Equal("a=Succeeded b=Waiting", await runs.StatesAsync(id));
        RunStep waiting = RunStep.Of(await runs.FindAsync(id, "b"), null);
        Assert.Equal($"waits for approval: workflow runs approve {id[^12..]} b", StepWaits.Describe(waiting, id));

        await RefusedAsync(RunException.NotWaiting, "waiting for approval: b", () => Actions(runs).ApproveAsync(id, "a", "test", Cancel));
        await RefusedAsync(RunException.UnknownStep, "allowed: a, b", () => Actions(runs).ApproveAsync(id, "x", "test", Cancel));
        await Actions(runs).ApproveAsync(id, "b", "test", Cancel);

        Assert.Equal("a=Succeeded b=Queued", await runs.StatesAsync(id));
        Assert.Null(StepWaits.Describe(RunStep.Of(await runs.FindAsync(id, "b"), null), id));
        await RefusedAsync(RunException.NotWaiting, "no step of the run waits", () => Actions(runs).ApproveAsync(id, "b", "test", Cancel));
    }

    private static RunActions Actions(TestRuns runs) => new(runs.Transitions, runs.Store);

    private static async Task RefusedAsync(string code, string words, Func<Task> action)
    {
        RunException refusal = await Assert.ThrowsAsync<RunException>(action);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}
