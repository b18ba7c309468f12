using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class RunTransitionsPropertyTests(PostgresServer postgres)
{
    [Fact]
    public Task AnyCommands_OnSqlite_KeepToTheModel() => CheckAsync(DatabaseEngine.Sqlite, cases: 150);

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public Task AnyCommands_OnPostgres_KeepToTheModel() => CheckAsync(DatabaseEngine.Postgres, cases: 40);

    private async Task CheckAsync(DatabaseEngine engine, int cases)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await Task.Run(() => Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(cases).WithStartSize(10).WithEndSize(60).WithReplay(2026, 101),
            Prop.ForAll(Commands().ToArbitrary(), commands => DoAllAsync(runs, commands).GetAwaiter().GetResult())));
    }

    private static async Task DoAllAsync(TestRuns runs, RunCommand[] commands)
    {
        var machine = new RunMachine(runs);
        foreach (RunCommand command in commands) await machine.DoAsync(command);
        await machine.EndAsync();
    }

    // Claims and what ends them are frequent, so that cases get somewhere.
    private static Gen<RunCommand[]> Commands() =>
        from commands in Gen.ArrayOf(Gen.Frequency(
            (2, Command(RunCommandKind.Create)),
            (8, Command(RunCommandKind.Claim)),
            (3, Command(RunCommandKind.Heartbeat)),
            (6, Command(RunCommandKind.Succeed)),
            (1, Command(RunCommandKind.Fail)),
            (2, Command(RunCommandKind.FailForNow)),
            (1, Command(RunCommandKind.EndCancelled)),
            (2, Command(RunCommandKind.Approve)),
            (1, Command(RunCommandKind.Resume)),
            (1, Command(RunCommandKind.ResumeFrom)),
            (2, Command(RunCommandKind.Release)),
            (1, Command(RunCommandKind.Cancel)),
            (3, Command(RunCommandKind.Wait)),
            (3, Command(RunCommandKind.Sweep))))
        select (RunCommand[])[new RunCommand(RunCommandKind.Create, 3), .. commands];

    private static Gen<RunCommand> Command(RunCommandKind kind) => Gen.Choose(0, 1_000).Select(choice => new RunCommand(kind, choice));
}
