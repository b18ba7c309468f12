using Workflow.Testing.Chaos;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>Everything breaks, again and again, while runs go on. <c>./workflow bench chaos --minutes N</c> does the same for longer.</summary>
[Trait("Speed", "Slow")]
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Workers_AndTheirDatabase_BreakAgainAndAgain_EveryStepIsAcceptedOnceAndNothingIsLost()
    {
        ChaosReport report = await PostgresChaos.RunAsync(new ChaosPlan { Runs = 30, Faults = 20, Seed = 2026 }, _folder.Path, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine($"{report.Runs} runs in {report.Took.TotalSeconds:F0} s, {string.Join(", ", report.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        Assert.Empty(report.Wrongs);
        Assert.Equal(20, report.Faults.Values.Sum());
    }

    [Fact]
    public async Task Server_OnSqlite_BreaksAgainAndAgain_EveryStepIsAcceptedOnceAndNothingIsLost()
    {
        ChaosReport report = await SqliteChaos.RunAsync(new ChaosPlan { Runs = 15, Faults = 7, Seed = 2027 }, _folder.Path, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine($"{report.Runs} runs in {report.Took.TotalSeconds:F0} s, {string.Join(", ", report.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        Assert.Empty(report.Wrongs);
        Assert.Equal((15, 7), (report.Runs, report.Faults.Values.Sum()));
    }

    public void Dispose() => _folder.Dispose();
}
