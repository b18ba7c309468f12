using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Storage;

/// <summary>A database that release 0.1.0 made and used, under this one.</summary>
public sealed class OlderReleaseTests(PostgresServer postgres)
{
    private const long Then = 1_700_000_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_RunsThatAreOver_AreListedWithAllTheyWere(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        await OlderDatabase.AddRunAsync(database.Database, Id(1), ("Failed", "Failed", "Skipped"), Then, Cancellation);
        await OlderDatabase.AddRunAsync(database.Database, Id(2), ("Succeeded", "Succeeded", "Succeeded"), Then + 5000, Cancellation);
        TestRuns runs = await MigrateAsync(database);

        IReadOnlyList<RunRecord> listed = await runs.Store.ListAsync(new RunFilter { Pipeline = "sample" }, 10, null, Cancellation);
        Assert.Equal([Id(2), Id(1)], listed.Select(run => run.Id));
        Assert.Equal([Id(1)], (await runs.Store.ListAsync(new RunFilter { State = RunState.Failed }, 10, null, Cancellation)).Select(run => run.Id));
        RunRecord run = listed[0];
        Assert.Equal(new RunCause(RunCauseKind.Hand, "workflow run", null), run.Cause);
        Assert.Equal("created", Assert.Single(await runs.EventsAsync(run.Id)).Kind);
        Assert.Equal((StepQueues.Default, 1, 1, "7"), (run.Steps[0].Queue, run.Steps[0].Attempt, run.Steps[0].Attempts, run.Steps[0].Outputs?.Values["rows"]));
        PipelineDefinition now = SampleDefinitions.Of("a b:a");
        Assert.Equal((now.Model!.Recipe, now.Model.Target), (run.Definition.Model?.Recipe, run.Definition.Model?.Target));
        Assert.Equal(["a", "b"], run.Definition.Steps.Select(step => step.Name));

        // Whoever is told of failures and recoveries must know how the last run ended.
        Assert.Equal("Succeeded", await runs.QueryAsync<string>("SELECT state FROM pipeline_end WHERE pipeline = 'sample'"));
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_RunThatFailed_CanBeResumed(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        await OlderDatabase.AddRunAsync(database.Database, Id(1), ("Failed", "Succeeded", "Failed"), Then, Cancellation);
        TestRuns runs = await MigrateAsync(database);

        Assert.True(await runs.Transitions.ResumeAsync(Id(1), null, "ada", Cancellation));
        Assert.Equal("a=Succeeded b=Queued", await runs.StatesAsync(Id(1)));
        Assert.Equal(1, await runs.SucceedAllAsync(Id(1)));
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(Id(1))).State);
    }

    [Theory, OnEveryEngine]
    public async Task MigrateAsync_RunWhoseWorkerIsGone_GoesOn(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        await OlderDatabase.AddRunAsync(database.Database, Id(1), ("Running", "Running", "Waiting"), Then, Cancellation);
        TestRuns runs = await MigrateAsync(database);

        Assert.Equal(1, await runs.SweepAsync());
        Assert.Equal(2, await runs.SucceedAllAsync(Id(1)));
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(Id(1))).State);
    }

    private static string Id(int number) => $"018bcfe5-6800-7000-8000-{number:D12}";

    private async Task<TestDatabase> CreateAsync(DatabaseEngine engine)
    {
        TestDatabase database = await TestDatabase.CreateEmptyAsync(engine, postgres, Cancellation);
        await OlderDatabase.CreateAsync(database.Database, Cancellation);
        return database;
    }

    private static async Task<TestRuns> MigrateAsync(TestDatabase database)
    {
        await new Migrator(database.Database, TimeProvider.System).MigrateAsync(Cancellation);
        return new TestRuns(database.Database);
    }
}
