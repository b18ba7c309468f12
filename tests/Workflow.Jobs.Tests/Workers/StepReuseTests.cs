using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Workers;

public sealed class StepReuseTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RunAsync_NothingChanged_ReusesEveryStepWithItsOutputs(DatabaseEngine engine)
    {
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, steps);
        await worker.RunAsync("a b:a");
        RunRecord second = await worker.RunAsync("a b:a");

        Assert.Equal("a=Reused b=Reused", await worker.Runs.StatesAsync(second.Id));
        Assert.Equal(RunState.Succeeded, second.State);
        Assert.Equal("a", second.Steps[0].Outputs?.Find("value"));
        Assert.Equal("inputs unchanged", second.Steps[0].Reason);
        Assert.All(steps, step => Assert.Equal(1, step.Runs));
    }

    [Fact]
    public async Task RunAsync_ParametersChanged_RunsThatStepAndKeepsWhatItDoesNotTouch()
    {
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        await worker.RunAsync("a b:a");
        steps[1].Parameters = new { seed = 43 };
        RunRecord second = await worker.RunAsync("a b:a");
        Assert.Equal("a=Reused b=Succeeded", await worker.Runs.StatesAsync(second.Id));
    }

    [Fact]
    public async Task RunAsync_ParametersChangedAndBack_FindsTheOldResult()
    {
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        foreach (int seed in (int[])[1, 2, 1])
        {
            steps[0].Parameters = new { seed };
            await worker.RunAsync("a");
        }

        Assert.Equal(2, steps[0].Runs);
    }

    [Fact]
    public async Task RunAsync_InputChanged_RunsTheStepsBehindIt()
    {
        string value = "first";
        var first = new FakeStep("a", (_, _) => Task.FromResult(FakeStep.Result(value)));
        var second = new FakeStep("b") { Inputs = [new StepOutput("a", "value", OutputType.Text)] };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, first, second);
        await worker.RunAsync("a b:a");
        (value, first.Parameters) = ("second", new { changed = true });
        await worker.RunAsync("a b:a");
        Assert.Equal((2, 2), (first.Runs, second.Runs));
    }

    [Fact]
    public async Task RunAsync_StepBeforeItRanAgainWithTheSameResult_IsReused()
    {
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        await worker.RunAsync("a b:a");
        steps[0].Parameters = new { changed = true };
        RunRecord second = await worker.RunAsync("a b:a");
        Assert.Equal("a=Succeeded b=Reused", await worker.Runs.StatesAsync(second.Id));
    }

    [Fact]
    public async Task RunAsync_AnotherStepWithTheSameParameters_IsNoHit()
    {
        FakeStep[] steps = [new FakeStep("a"), new FakeStep("b")];
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        RunRecord run = await worker.RunAsync("a b");
        Assert.Equal("a=Succeeded b=Succeeded", await worker.Runs.StatesAsync(run.Id));
    }

    [Fact]
    public async Task RunAsync_OtherCodeMadeIt_RunsAgain()
    {
        // What another build left behind: the same document, but for the code's version in the key.
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        await worker.RunAsync("a");
        string key = await worker.Runs.QueryAsync<string>("SELECT cache_key FROM step_cache");
        string Document(string code) => $$$"""{"step":"a","code":"{{{code}}}","parameters":{},"inputs":{}}""";

        Assert.Equal(key, Workflow.Training.Files.Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(Document(CodeVersion.Steps))));
        Assert.NotEqual(key, Workflow.Training.Files.Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(Document("0123456789abcdef"))));
        Assert.Matches("^[0-9a-f]{16}$", CodeVersion.Steps);
        Assert.NotEqual(CodeVersion.Training, CodeVersion.Steps);
    }

    [Fact]
    public async Task RunAsync_NoCache_RunsEveryStepAndIsReusedAfterwards()
    {
        FakeStep[] steps = Chain();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        await worker.RunAsync("a b:a");
        RunRecord anew = await worker.RunAsync("a b:a", noCache: true);
        RunRecord third = await worker.RunAsync("a b:a");

        Assert.Equal("a=Succeeded b=Succeeded", await worker.Runs.StatesAsync(anew.Id));
        Assert.Equal("a=Reused b=Reused", await worker.Runs.StatesAsync(third.Id));
    }

    [Fact]
    public async Task RunAsync_FailedBefore_RunsAgain()
    {
        bool isBroken = true;
        var step = new FakeStep("a", (_, _) => isBroken ? throw new Workflow.Training.Errors.WorkflowException("no", "no") : Task.FromResult(FakeStep.Result("a")));
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.RunAsync("a");
        isBroken = false;
        Assert.Equal(RunState.Succeeded, (await worker.RunAsync("a")).State);
    }

    [Theory]
    [InlineData(true, "a=Reused")]
    [InlineData(false, "a=Succeeded")]
    public async Task RunAsync_ResultInTheWorldOutside_IsReusedWhileItStands(bool stands, string expected)
    {
        string? asked = null;
        var step = new FakeStep("a");
        step.StillStandsAsync = (outputs, _) =>
        {
            asked = outputs.Find("value");
            return Task.FromResult(stands);
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.RunAsync("a");
        Assert.Null(asked);
        RunRecord second = await worker.RunAsync("a");

        Assert.Equal(expected, await worker.Runs.StatesAsync(second.Id));
        Assert.Equal("a", asked);
    }

    [Fact]
    public async Task RunAsync_ReusedResultHasEffects_TheyAreWrittenWithTheSuccess()
    {
        var step = new FakeStep("a")
        {
            EffectsOfReuseAsync = (outputs, _) =>
            {
                Assert.Equal("a", outputs.Find("value"));
                return Task.FromResult<IReadOnlyList<IStepEffect>>([new CountingEffect()]);
            },
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.RunAsync("a");
        Assert.Equal(0, await AppliedAsync(worker));
        RunRecord second = await worker.RunAsync("a");
        Assert.Equal((StepState.Reused, 1L), (second.Steps[0].State, await AppliedAsync(worker)));
    }

    [Fact]
    public async Task RunAsync_ArtifactIsGone_RunsAgain()
    {
        var step = new FakeStep("a", async (context, token) =>
        {
            string digest = await context.Artifacts.PutAsync("the result"u8.ToArray(), token);
            return new StepResult(
                new StepOutputs(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = digest }, new Dictionary<string, string>(StringComparer.Ordinal)),
                null);
        })
        {
            Outputs = [new StepOutput("a", "file", OutputType.File)],
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        RunRecord first = await worker.RunAsync("a");
        Assert.Equal(StepState.Reused, (await worker.RunAsync("a")).Steps[0].State);
        File.Delete(await worker.Artifacts.FileAsync(first.Steps[0].Outputs!.Artifacts["file"], Cancellation));

        Assert.Equal(StepState.Succeeded, (await worker.RunAsync("a")).Steps[0].State);
        Assert.True(await worker.Artifacts.ContainsAsync(first.Steps[0].Outputs!.Artifacts["file"], Cancellation));
    }

    private static Task<long> AppliedAsync(TestWorker worker) => worker.Runs.QueryAsync<long>("SELECT COUNT(*) FROM step_event WHERE kind = 'effect'");

    private static FakeStep[] Chain() => [new FakeStep("a"), new FakeStep("b") { Inputs = [new StepOutput("a", "value", OutputType.Text)] }];
}
