using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Registry;

public sealed class VersionStoreTests(PostgresServer postgres)
{
    private static readonly BuiltImage Image = new("workflow/a:1", "sha256:m", "sha256:c", 10, 5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Register_NewFiles_AreNumberedFromOneForEachModel(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        foreach ((string model, string file) in ((string, string)[])[("a", "1"), ("a", "2"), ("b", "1"), ("a", "3")]) await RegisterAsync(runs, model, file);
        Assert.Equal(["a@3", "b@1", "a@2", "a@1"], (await Store(runs).ListAsync(Projects.Default, 10, Cancellation)).Select(version => version.Name));
        Assert.Equal(["a@3", "b@1"], (await Store(runs).ListAsync(Projects.Default, 2, Cancellation)).Select(version => version.Name));
        Assert.Empty(await Store(runs).ListAsync("another project", 10, Cancellation));
    }

    // The same file is the same version, whichever run made it again; nothing about it changes.
    [Theory, OnEveryEngine]
    public async Task Register_SameFileAgain_LeavesTheVersionAsItWas(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await RegisterAsync(runs, "a", "1", logLoss: 0.5);
        ModelVersion? before = await FindAsync(runs, "a", 1);
        Assert.NotNull(before);
        Assert.Equal((first, Digest("1"), 0.5, null), (before.RunId, before.PipelineSha256, before.Summary.LogLoss, before.Image));

        string second = await RegisterAsync(runs, "a", "1", logLoss: 0.7);
        Assert.NotEqual(first, second);
        Assert.Equal(before, await FindAsync(runs, "a", 1));
        Assert.Null(await FindAsync(runs, "a", 2));
    }

    [Theory, OnEveryEngine]
    public async Task Register_StaleClaim_RegistersNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string run = await runs.BeginAsync("validate");
        StepClaim stale = await runs.ClaimAsync(run);
        runs.Clock.Advance(TestRuns.Lease + TimeSpan.FromSeconds(1));
        await runs.SweepAsync();
        await runs.ClaimAsync(run);
        Assert.False(await runs.SucceedAsync(stale, Registration("a", "1", 0.5)));
        Assert.Null(await FindAsync(runs, "a", null));
    }

    [Theory, OnEveryEngine]
    public async Task Find_ByNumberFileOrNewest_FindsThatVersion(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await RegisterAsync(runs, "a", "1");
        await RegisterAsync(runs, "a", "2");
        await RegisterAsync(runs, "b", "2");
        Assert.Equal("a@1", (await FindAsync(runs, "a", 1))?.Name);
        Assert.Equal("a@2", (await FindAsync(runs, "a", null))?.Name);
        Assert.Null(await FindAsync(runs, "a", 3));
        Assert.Null(await FindAsync(runs, "c", null));
        Assert.Equal("b@1", (await Store(runs).FindByPipelineAsync(Projects.Default, "b", Digest("2"), Cancellation))?.Name);
        Assert.Null(await Store(runs).FindByPipelineAsync(Projects.Default, "b", Digest("1"), Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task RecordImage_OfAVersion_IsAddedToItAlone(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await RegisterAsync(runs, "a", "1");
        await RegisterAsync(runs, "a", "2");
        await RegisterAsync(runs, "b", "1");
        await runs.BeginAsync("build-image");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordImageEffect("a", Digest("1"), Image)));
        Assert.Equal(Image, (await FindAsync(runs, "a", 1))?.Image);
        Assert.Null((await FindAsync(runs, "a", 2))?.Image);
        Assert.Null((await FindAsync(runs, "b", 1))?.Image);
    }

    private static async Task<string> RegisterAsync(TestRuns runs, string model, string file, double logLoss = 0.1)
    {
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        string run = await runs.BeginAsync("validate");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(run), Registration(model, file, logLoss)));
        return run;
    }

    private static RegisterVersionEffect Registration(string model, string file, double logLoss) =>
        new(new NewVersion(model, Digest(file), new VersionSummary("state", "prior", logLoss, 0.2, 0.3, 0.4, "mirror x", false, 99)));

    private static string Digest(string file) => file.PadLeft(64, '0');

    private static VersionStore Store(TestRuns runs) => new(runs.Reliability);

    private static Task<ModelVersion?> FindAsync(TestRuns runs, string model, long? number) => Store(runs).FindAsync(Projects.Default, model, number, Cancellation);
}
