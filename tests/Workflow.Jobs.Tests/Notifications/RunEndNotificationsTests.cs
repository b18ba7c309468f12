using System.Text.Json;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class RunEndNotificationsTests(PostgresServer postgres)
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Ends_OfEveryKind_TellFailuresAndTheFirstSuccessBehindThem(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere));
        await test.RunAsync(succeeds: true);
        Assert.Empty(await test.ListAsync());
        string failed = await test.RunAsync(succeeds: false);
        NotificationRecord failure = await test.SingleAsync();
        Assert.Equal(("failure", failed, "pending"), (failure.Event, failure.RunId, failure.State));

        // Neither another pipeline's success nor a cancelled run ends the trouble.
        await test.RunAsync(succeeds: true, pipeline: "other");
        Assert.True(await test.Runs.CancelAsync(await test.BeginAsync()));
        Assert.Single(await test.ListAsync());

        string recovered = await test.RunAsync(succeeds: true);
        await test.RunAsync(succeeds: true);
        IReadOnlyList<NotificationRecord> told = await test.ListAsync();
        Assert.Equal([("recovery", recovered), ("failure", failed)], told.OrderByDescending(n => n.Event, StringComparer.Ordinal).Select(n => (n.Event, n.RunId!)));
    }

    [Theory, OnEveryEngine]
    public async Task Ends_WebhooksOfSomeEventsAndPipelines_TellEachWhatItWants(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(string.Join(", ", test.Webhook("all", Nowhere), test.Webhook("good-news", Nowhere, "on: recovery"), test.Webhook("others", Nowhere, "pipelines: [other]")));
        await test.RunAsync(succeeds: false);
        await test.RunAsync(succeeds: true);
        await test.RunAsync(succeeds: false, pipeline: "other");
        Assert.Equal(["all failure pending", "all failure pending", "all recovery pending", "good-news recovery pending", "others failure pending"], await test.ToldAsync());
    }

    [Theory, OnEveryEngine]
    public async Task Ends_ResumedRun_TellEachOnce(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere), "late-after: 2h");
        string id = await test.BeginAsync();
        test.Clock.Advance(TimeSpan.FromHours(3));
        Assert.True(await test.Runs.FailAsync(await test.Runs.ClaimAsync(id)));
        Assert.Equal(["ops failure pending", "ops late pending"], await test.ToldAsync());

        await ResumeAsync(succeeds: false, from: null);
        await ResumeAsync(succeeds: true, from: null);
        await ResumeAsync(succeeds: true, from: "a");
        await ResumeAsync(succeeds: false, from: "a");
        await ResumeAsync(succeeds: true, from: null);
        Assert.Equal(
            ["ops failure pending", "ops failure pending", "ops failure pending", "ops late pending", "ops recovery pending", "ops recovery pending"],
            await test.ToldAsync());

        async Task ResumeAsync(bool succeeds, string? from)
        {
            Assert.True(await test.Runs.Transitions.ResumeAsync(id, from, "test", Cancel));
            StepClaim claim = await test.Runs.ClaimAsync(id);
            Assert.True(succeeds ? await test.Runs.SucceedAsync(claim) : await test.Runs.FailAsync(claim));
        }
    }

    [Theory, OnEveryEngine]
    public async Task Payload_OfAFailure_HasTheReasonsFirstLineAndNothingOfWhatAProgramWrote(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", receiver.Url));
        DateTimeOffset logical = test.Clock.GetUtcNow().AddHours(-1);
        string id = await test.RunAsync(succeeds: false, reason: "python ended with 1:\npassword=hunter2", logicalAt: logical);
        await test.SendAsync();

        JsonElement payload = Assert.Single(receiver.Received).Json;
        Assert.Equal(
            ["event", "at", "run", "pipeline", "state", "reason", "logicalAt", "createdAt", "endedAt", "path"], payload.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ("failure", id, "sample", "Failed", "a: python ended with 1", $"/api/v1/runs/{id}"),
            (Text("event"), Text("run"), Text("pipeline"), Text("state"), Text("reason"), Text("path")));
        Assert.Equal(logical, payload.GetProperty("logicalAt").GetDateTimeOffset());
        Assert.Equal(test.Clock.GetUtcNow(), payload.GetProperty("endedAt").GetDateTimeOffset());

        string Text(string name) => payload.GetProperty(name).GetString()!;
    }

    [Theory, OnEveryEngine]
    public async Task End_ThatIsNotStored_TellsNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres, new RunEndNotifications(), new FailingEffect());
        await new WebhookReconciler(runs.Reliability, runs.Clock).ReconcileAsync(
            TestPipelines.Open("pipelines: {sample: }\nnotifications: {ops: {url: \"https://example.org/\", secret: env:NAME}}\n"), Cancel);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => runs.FailAsync(claim));
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT COUNT(*) FROM notification"));
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT COUNT(*) FROM pipeline_end"));
    }

    [Theory, OnEveryEngine]
    public async Task Ends_OfTwoRunsAtOnce_TellTheRecoveryOfWhicheverCameLast(DatabaseEngine engine)
    {
        const int Repetitions = 10;
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere));
        for (int i = 0; i < Repetitions; i++)
        {
            StepClaim bad = await test.Runs.ClaimAsync(await test.BeginAsync());
            StepClaim good = await test.Runs.ClaimAsync(await test.BeginAsync());
            bool[] done = await Task.WhenAll(Task.Run(() => test.Runs.FailAsync(bad), Cancel), Task.Run(() => test.Runs.SucceedAsync(good), Cancel));
            Assert.DoesNotContain(false, done);

            // The success is told where it came second; where the failure did, that of the next run is.
            bool isGoodLast = await test.Runs.QueryAsync<string>("SELECT state FROM pipeline_end") == nameof(RunState.Succeeded);
            string next = await test.RunAsync(succeeds: true);
            NotificationRecord recovery = Assert.Single(await test.ListAsync(), n => n.Event == "recovery" && (n.RunId == good.RunId || n.RunId == next));
            Assert.Equal(isGoodLast ? good.RunId : next, recovery.RunId);
        }
    }

    private sealed class FailingEffect : IRunEndEffect
    {
        public Task ApplyAsync(EndedRun run, System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken) => throw new InvalidOperationException("in the middle");
    }
}
