using Npgsql;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class RunListenerTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task ListenAsync_AnotherProcessQueuesAStep_PulsesThisOne()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Postgres, postgres);
        var here = new RunSignal();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task first = here.Next;
        Task listening = new RunListener(runs.Database!.Database, here).ListenAsync(end.Token);
        await first.WaitAsync(Cancellation);
        Assert.True(here.HearsOthers);

        Task next = here.Next;
        await runs.BeginAsync("a");
        await next.WaitAsync(Cancellation);

        await end.CancelAsync();
        await listening;
        Assert.False(here.HearsOthers);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task ListenAsync_ConnectionIsCut_SaysSoAndListensAgain()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Postgres, postgres);
        string address = $"{runs.Database!.ConnectionString};Application Name=listener-{Guid.NewGuid():N}";
        await using var database = new Workflow.Jobs.Storage.PostgresDatabase(address);
        var here = new RunSignal();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task first = here.Next;
        Task listening = new RunListener(database, here).ListenAsync(end.Token);
        await first.WaitAsync(Cancellation);

        Task again = here.Next;
        await runs.QueryAsync<bool>(
            "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = @name",
            new { name = new NpgsqlConnectionStringBuilder(address).ApplicationName });

        // It pulses when it listens again, since something may have been lost.
        await again.WaitAsync(Cancellation);
        Assert.True(here.HearsOthers);
        await end.CancelAsync();
        await listening;
    }

    [Fact]
    public async Task ListenAsync_DatabaseOfOneProcess_ReturnsAtOnce()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        var here = new RunSignal();
        await new RunListener(runs.Database!.Database, here).ListenAsync(Cancellation);
        Assert.False(here.HearsOthers);
    }
}
