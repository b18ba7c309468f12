using Workflow.Scoring.Schema;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Training.Tests.Experiments;

public sealed class SettingsFitTests
{
    private static readonly ExperimentDefinition Default = new();

    public static TheoryData<ExperimentDefinition, ModelTask, string> Obstacles { get; } = new()
    {
        { Default with { Select = [SelectionCriterion.R2] }, ModelTask.Binary, "train.select names R2, which a label of classes does not have" },
        { Default with { Select = [SelectionCriterion.F1] }, ModelTask.Regression, "train.select names F1, which a number to be predicted does not have" },
        { Default with { Select = [SelectionCriterion.Simplicity] }, ModelTask.Binary, "by which the baseline always wins: name log_loss, f1" },
        { Default with { Costs = new MistakeCosts(1, 2) }, ModelTask.Multiclass, "train.costs decides the threshold of two classes" },
        { Default with { ClassWeights = ClassWeighting.Balanced }, ModelTask.Regression, "train.class_weights weighs classes" },
        { Default with { Learners = ["ridge"] }, ModelTask.Binary, "train.learners names ridge, and none of them predicts classes: name logistic" },
        { Default with { Learners = ["logistic"] }, ModelTask.Regression, "train.learners names logistic, and none of them predicts numbers: name ridge" },
        { Default with { Learners = ["extra-trees"], IsMonotone = true }, ModelTask.Binary, "extra-trees cannot be held to a direction" },
        { Default with { Learners = [] }, ModelTask.Binary, "train.learners names nobody" },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Obstacle_SettingsThatCannotWork_SaysWhichAndWhatWould(ExperimentDefinition definition, ModelTask task, string expected) =>
        Assert.Contains(expected, SettingsFit.Obstacle(definition, task), StringComparison.Ordinal);

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Obstacle_TheDefault_Fits(ModelTask task) => Assert.Null(SettingsFit.Obstacle(Default, task));

    [Fact]
    public void Obstacle_MonotoneExtraTreesOfSeveralClasses_Fit() =>
        Assert.Null(SettingsFit.Obstacle(Default with { Learners = ["extra-trees"], IsMonotone = true }, ModelTask.Multiclass));
}
