namespace Workflow.Scorer.Tests.Fuzz;

public sealed class FuzzCasesTests(ITestOutputHelper output)
{
    [Fact]
    public void BySuite_InAll_AreEnough()
    {
        foreach ((string suite, int cases) in FuzzCases.BySuite) output.WriteLine($"{cases,9:N0} {suite}");
        int all = FuzzCases.BySuite.Values.Sum();
        output.WriteLine($"{all,9:N0} in all");
        Assert.True(all >= FuzzCases.Fewest, $"{all} cases");
    }
}
