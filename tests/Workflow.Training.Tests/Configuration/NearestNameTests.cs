using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("trails", "trials")]
    [InlineData("trial", "trials")]
    [InlineData("trialss", "trials")]
    [InlineData("TRIALS", "trials")]
    [InlineData("fodls", "folds")]
    [InlineData("metrik", "metric")]
    [InlineData("m", null)]
    [InlineData("unrelated", null)]
    [InlineData("", null)]
    public void Find_AName_IsTheOneThatDiffersLeast(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["metric", "trials", "folds"]));

    [Fact]
    public void Find_TwoEquallyNear_IsTheFirst() => Assert.Equal("ps1", NearestName.Find("ps3", ["ps1", "ps2"]));

    [Fact]
    public void Find_NoCandidates_IsNone() => Assert.Null(NearestName.Find("a", []));

    // A header of a hostile file may be as long as the file.
    [Fact]
    public void Find_VeryLongNames_CostNothing()
    {
        string longName = new('x', 4_000_000);
        Assert.Null(NearestName.Find("trials", [longName]));
        Assert.Null(NearestName.Find(longName, ["trials"]));
    }

    [Theory]
    [InlineData("fold", "did you mean 'folds'? (allowed: trials, folds)")]
    [InlineData("other", "allowed: trials, folds")]
    public void Hint_Names_TellsTheNearestAndAll(string name, string expected) => Assert.Equal(expected, NearestName.Hint(name, ["trials", "folds"]));
}
