using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class SucceedTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task SucceedAsync_Chain_QueuesTheNextStep(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a c:b");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync()));
        Assert.Equal("a=Succeeded b=Queued c=Waiting", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_OneOfTwoParents_TheChildWaitsForTheOther(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c:a,b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.SucceedAsync(b));
        Assert.Equal("a=Running b=Succeeded c=Waiting", await runs.StatesAsync(id));
        Assert.True(await runs.SucceedAsync(a));
        Assert.Equal("a=Succeeded b=Succeeded c=Queued", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_LastStep_EndsTheRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a c:a d:b,c");
        Assert.Equal(4, await runs.SucceedAllAsync());

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal((RunState.Succeeded, runs.Clock.GetUtcNow()), (run.State, run.EndedAt));
        Assert.True(run.IsOver);
        Assert.Null(run.Reason);
        Assert.All(run.Steps, step => Assert.True(step.State.IsOver()));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_Outputs_AreReadBackAsTheyWere(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync()));

        StepOutputs? outputs = (await runs.FindAsync(id, "a")).Outputs;
        Assert.NotNull(outputs);
        Assert.Equal(new string('b', 64), outputs.Find("file"));
        Assert.Equal("a", outputs.Find("step"));
        Assert.Null(outputs.Find("other"));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_Reused_IsReusedAndItsRunSucceeds(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        var completion = new StepCompletion(TestRuns.OutputsOf("a"), "key", IsReused: true, "inputs unchanged", []);
        Assert.True(await runs.Transitions.SucceedAsync(await runs.ClaimAsync(), completion, TestContext.Current.CancellationToken));

        Assert.Equal("a=Reused", await runs.StatesAsync(id));
        Assert.Equal("inputs unchanged", (await runs.FindAsync(id, "a")).Reason);
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_OtherRuns_AreNotTouched(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string other = await runs.BeginAsync("a b:a");
        string mine = await runs.BeginAsync("a b:a");
        Assert.Equal(2, await runs.SucceedAllAsync(onlyRun: mine));
        Assert.Equal("a=Queued b=Waiting", await runs.StatesAsync(other));
        Assert.Equal(RunState.Queued, (await runs.FindAsync(other)).State);
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_TwoParentsAtTheSameTime_NeverStall(DatabaseEngine engine)
    {
        const int Repetitions = 60;
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        for (int i = 0; i < Repetitions; i++)
        {
            string id = await runs.BeginAsync("a b c:a,b");
            StepClaim a = await runs.ClaimAsync(onlyRun: id);
            StepClaim b = await runs.ClaimAsync(onlyRun: id);
            using var start = new Barrier(2);
            bool[] accepted = await Task.WhenAll(new[] { a, b }.Select(claim => Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return runs.SucceedAsync(claim);
            })));

            Assert.Equal([true, true], accepted);
            Assert.Equal("a=Succeeded b=Succeeded c=Queued", await runs.StatesAsync(id));
        }
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_WideGraphByManyWorkers_EveryStepOnceAndNoneForgotten(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => runs.BeginAsync("a b c d e:a,b f:b,c g:c,d h:e,f i:f,g j:h,i")))];
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int count = 0;
            while (await runs.QueryAsync<long>("SELECT COUNT(*) FROM run WHERE state IN ('Queued', 'Running')") > 0) count += await runs.SucceedAllAsync();
            return count;
        })));

        Assert.Equal(40, counts.Sum());
        foreach (string id in ids)
        {
            RunRecord run = await runs.FindAsync(id);
            Assert.Equal(RunState.Succeeded, run.State);
            Assert.All(run.Steps, step => Assert.Equal((StepState.Succeeded, 1), (step.State, step.Fence)));
        }
    }
}
