using Workflow.Jobs.Steps.Train;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Jobs.Tests.Steps.Train;

public sealed class TrialLineTests
{
    [Theory]
    [InlineData(TrialStatus.Finished, 5, 0.0123456, "trial 3: extra-trees, finished, 5 folds, loss 0.0123456")]
    [InlineData(TrialStatus.Pruned, 1, 1.5e-7, "trial 3: extra-trees, pruned, 1 fold, loss 1.5E-07")]
    [InlineData(TrialStatus.Failed, 0, null, "trial 3: extra-trees, failed, 0 folds")]
    public void Write_ATrial_IsALineThatIsReadAgain(TrialStatus status, int folds, double? loss, string expected)
    {
        var trial = new EndedTrial(3, "extra-trees", status, folds, loss);
        Assert.Equal(expected, TrialLine.Write(trial));
        Assert.Equal(trial, TrialLine.Read(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3 of 40 trials, best extra-trees 0.0123")]
    [InlineData("trial 3: extra-trees, chosen, 5 folds, loss 1")]
    [InlineData("trial 3: <b>, finished, 5 folds, loss 1")]
    [InlineData("trial 99999999999: prior, finished, 5 folds")]
    [InlineData(" trial 3: prior, finished, 5 folds")]
    public void Read_AnotherLine_IsNone(string line) => Assert.Null(TrialLine.Read(line));
}
