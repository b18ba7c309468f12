using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Hosting;

public sealed class DatabasePreparationTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Others may be working on a database that several processes share.
    [Theory, OnEveryEngine]
    public async Task PrepareAsync_WithTheLock_GivesBackWhatRunsWhereNobodyElseWorks(DatabaseEngine engine)
    {
        using var held = HomeLock.Take(new WorkflowHome(_folder.File("home")), "up");
        string left = engine == DatabaseEngine.Sqlite ? "Queued" : "Running";
        Assert.Equal($"a={left}", await PrepareAsync(engine, held));
    }

    [Theory, OnEveryEngine]
    public async Task PrepareAsync_WithoutTheLock_LeavesWhatRuns(DatabaseEngine engine) => Assert.Equal("a=Running", await PrepareAsync(engine, null));

    private async Task<string> PrepareAsync(DatabaseEngine engine, HomeLock? homeLock)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        await runs.ClaimAsync();
        var preparation = new DatabasePreparation(runs.Reliability, new Migrator(runs.Reliability, runs.Clock), runs.Transitions);
        await preparation.PrepareAsync(homeLock, TestContext.Current.CancellationToken);
        return await runs.StatesAsync(id);
    }
}
