using System.Text;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Runs;

public sealed class CacheExplainerTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task ExplainAsync_ParameterChanged_NamesItAndTheRunBefore(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await RunAsync(runs, Fingerprint(40));
        await runs.BeginAsync("a");
        string second = await RunAsync(runs, Fingerprint(50));

        CacheExplanation explanation = await ExplainAsync(runs);

        Assert.Equal((second, first, StepState.Succeeded), (explanation.Run, explanation.Against, explanation.State));
        Assert.Equal(new FingerprintDifference("parameters.trials", "40", "50"), Assert.Single(explanation.Differences));
        Assert.Equal($"1 thing differs from run {first}; the step was done", explanation.Verdict);
        Assert.Null(explanation.ReusedFrom);
    }

    [Theory, OnEveryEngine]
    public async Task ExplainAsync_ResultReused_NamesTheRunThatMadeIt(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string made = await RunAsync(runs, Fingerprint(40));
        string other = await RunAsync(runs, Fingerprint(50));
        await RunAsync(runs, Fingerprint(40), isReused: true);
        CacheExplanation explanation = await ExplainAsync(runs);
        Assert.Equal(made, explanation.ReusedFrom);
        Assert.Equal(other, explanation.Against);
        Assert.EndsWith($"the result of run {made} was reused", explanation.Verdict, StringComparison.Ordinal);
        Assert.Empty((await ExplainAsync(runs, against: made)).Differences);
        Assert.StartsWith("there is no earlier run to compare with", (await ExplainAsync(runs, run: made)).Verdict, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task ExplainAsync_NothingDiffersButDoneAnew_TellsWhy(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await RunAsync(runs, Fingerprint(40));
        await RunAsync(runs, Fingerprint(40), noCache: true);
        Assert.Equal($"nothing differs from run {first}; the step was done; the run was told to use no earlier results (--no-cache)", (await ExplainAsync(runs)).Verdict);
    }

    [Theory, OnEveryEngine]
    public async Task ExplainAsync_WhatIsNotThere_IsRefusedWithWhatThereIs(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await RefusedAsync(runs, "a", null, "nothing has run yet");
        await runs.BeginAsync("a b:a");
        await RefusedAsync(runs, "a", null, "has not come to the end of step a");
        await RefusedAsync(runs, "c", null, "has no step 'c'");
        await RefusedAsync(runs, "a", "sampel", "did you mean 'sample'?");
        await runs.BeginAsync(SampleDefinitions.Of("a", "other"));
        await RefusedAsync(runs, "a", null, "--pipeline other or sample");
    }

    private static string Fingerprint(int trials) => $$$"""{"step":"a","code":"c","parameters":{"trials":{{{trials}}}},"inputs":{}}""";

    private static Task<CacheExplanation> ExplainAsync(TestRuns runs, string? run = null, string? against = null) =>
        new CacheExplainer(runs.Store).ExplainAsync("a", null, run, against, Cancel);

    private static async Task RefusedAsync(TestRuns runs, string step, string? pipeline, string words)
    {
        RunException refusal = await Assert.ThrowsAsync<RunException>(() => new CacheExplainer(runs.Store).ExplainAsync(step, pipeline, null, null, Cancel));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    // Identifiers sort by milliseconds.
    private static async Task<string> RunAsync(TestRuns runs, string fingerprint, bool isReused = false, bool noCache = false)
    {
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        string id = await runs.BeginAsync("a", noCache: noCache);
        StepClaim claim = await runs.ClaimAsync(id);
        var completion = new StepCompletion(TestRuns.OutputsOf("a"), Sha256Hex.Of(Encoding.UTF8.GetBytes(fingerprint)), isReused, null, []) { Fingerprint = fingerprint };
        Assert.True(await runs.Transitions.SucceedAsync(claim, completion, Cancel));
        return id;
    }
}
