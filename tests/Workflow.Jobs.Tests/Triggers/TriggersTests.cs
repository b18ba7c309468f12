using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Triggers;

namespace Workflow.Jobs.Tests.Triggers;

public sealed class TriggersTests(PostgresServer postgres)
{
    private const string Chain = """
        pipelines:
          p: {steps: {work: {run: ["true"]}}}
          q: {steps: {work: {run: ["true"]}}, triggers: {after-p: {pipeline: p, set: {tags: [chained]}}}}
          r: {steps: {work: {run: ["true"], parameters: {FILE: none}}}, triggers: {arrivals: {file: incoming/*.csv, set: {steps.work.parameters.FILE: "{file}"}}}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Success_OfThePipeline_BeginsOneFollower(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await ReconciledAsync(engine);
        await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), "key"), Cancellation);
        await schedules.StartAsync();
        RunRecord source = Assert.Single(await ListAsync(schedules));
        Assert.Equal(0, await schedules.StartAsync());
        await schedules.SucceedAllAsync();
        Assert.Equal(1, await schedules.StartAsync());

        RunRecord follower = (await ListAsync(schedules)).Single(run => run.Definition.Name == "q");
        Assert.Equal(new RunCause(RunCauseKind.Run, "success of p", source.Id), follower.Cause);
        Assert.Equal(["chained"], follower.Definition.Tags);
        Assert.True(await schedules.Transitions.ResumeAsync(source.Id, "work", "ann", Cancellation));
        await schedules.SucceedAllAsync();
        Assert.Equal(0, await schedules.StartAsync());
    }

    [Theory, OnEveryEngine]
    public async Task Failure_OfThePipeline_BeginsNothing(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await ReconciledAsync(engine);
        await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), "key"), Cancellation);
        await schedules.StartAsync();
        StepClaim claim = (await schedules.Transitions.ClaimAsync(new ClaimRequest("worker", TestRuns.Lease), Cancellation))!;
        await schedules.Transitions.FailAsync(claim, new StepFailure("broken"), Cancellation);
        Assert.Equal(0, await schedules.StartAsync());
    }

    [Theory, OnEveryEngine]
    public async Task ScanAsync_FileThatKeepsStill_BeginsOneRunWithItsPath(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await ReconciledAsync(engine);
        ArrivalWatch watch = schedules.NewWatch();
        Assert.Equal(0, await watch.ScanAsync(schedules.Folder, Cancellation));
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(schedules.Folder, "incoming")).FullName, "a 'ä': \"b\".csv");
        await File.WriteAllTextAsync(file, "1", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(schedules.Folder, "incoming", "other.txt"), "1", Cancellation);
        Assert.Equal(0, await watch.ScanAsync(schedules.Folder, Cancellation));
        await File.WriteAllTextAsync(file, "1,2", Cancellation);
        Assert.Equal(0, await watch.ScanAsync(schedules.Folder, Cancellation));
        Assert.Equal(1, await watch.ScanAsync(schedules.Folder, Cancellation));
        Assert.Equal(0, await watch.ScanAsync(schedules.Folder, Cancellation));

        // Another process, or this one after a restart, finds what was asked for.
        ArrivalWatch again = schedules.NewWatch();
        int writes = schedules.Reliability.Writes;
        for (int i = 0; i < 3; i++) Assert.Equal(0, await again.ScanAsync(schedules.Folder, Cancellation));
        Assert.Equal(writes, schedules.Reliability.Writes);
        Assert.Equal(1, await schedules.StartAsync());
        RunRecord run = Assert.Single(await ListAsync(schedules));
        Assert.Equal((RunCauseKind.File, file), (run.Cause.Kind, run.Cause.Id));
        Assert.Equal(file, run.Definition.Step("work").Program!.Parameters["FILE"]);

        await File.WriteAllTextAsync(file, "1,2,3", Cancellation);
        for (int i = 0; i < 3; i++) await again.ScanAsync(schedules.Folder, Cancellation);
        Assert.Equal(1, await schedules.StartAsync());
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_RemovedTrigger_BeginsNothingMore(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await ReconciledAsync(engine);
        var store = new TriggerStore(schedules.Reliability);
        Assert.Equal(["q/after-p", "r/arrivals"], (await store.ListAsync(Cancellation)).Select(trigger => trigger.ToString()));
        schedules.Write("pipelines: {p: {steps: {work: {run: [\"true\"]}}}}");
        await schedules.ReconcileAsync();
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    private async Task<TestSchedules> ReconciledAsync(DatabaseEngine engine)
    {
        TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(Chain);
        Assert.True(await schedules.ReconcileAsync(), schedules.Reconciler.Problem);
        return schedules;
    }

    private static Task<IReadOnlyList<RunRecord>> ListAsync(TestSchedules schedules) => schedules.Runs.ListAsync(new RunFilter(), 100, null, Cancellation);
}
