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
        ChaosReport report = await PostgresChaos.RunAsync(new ChaosPlan { Runs = 40, Faults = 30, Seed = 2026 }, _folder.Path, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine($"{report.Runs} runs in {report.Took.TotalSeconds:F0} s, {string.Join(", ", report.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        Assert.Empty(report.Wrongs);
        Assert.Equal(30, report.Faults.Values.Sum());
    }

    public void Dispose() => _folder.Dispose();
}
