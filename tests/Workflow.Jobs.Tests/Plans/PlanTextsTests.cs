using Workflow.Jobs.Plans;
using Workflow.Scoring.Schema;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Tests.Plans;

public sealed class PlanTextsTests
{
    private const string Monotone = "Monotone";

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Regression)]
    public void Of_MonotoneSearch_NamesTheLearnersThatAreHeldAndTheOneThatCannotBe(ModelTask task)
    {
        ExperimentDefinition search = At(interpretability: 8);
        foreach (ExperimentPreview? preview in (ExperimentPreview?[])[null, ExperimentPreview.Of(search, task)])
        {
            Assert.Equal(
                "random-forest, xgboost: the answer only rises, or only falls, along each column that it goes with; extra-trees cannot be held to that and does not compete",
                Assert.Single(PlanTexts.Of(search, task, preview), line => line.Name == Monotone).Text);
        }
    }

    [Fact]
    public void Of_MonotoneSearchOfOneLearner_NamesNoOther() => Assert.Equal(
        "xgboost: the answer only rises, or only falls, along each column that it goes with",
        Assert.Single(PlanTexts.Of(At(interpretability: 7) with { Learners = ["ridge", "xgboost"] }, ModelTask.Regression, null), line => line.Name == Monotone).Text);

    [Theory]
    [InlineData(8, ModelTask.Multiclass)]
    [InlineData(8, null)]
    [InlineData(6, ModelTask.Binary)]
    [InlineData(9, ModelTask.Binary)]
    public void Of_NothingHeldToADirection_SaysNothingOfIt(int interpretability, ModelTask? task) =>
        Assert.DoesNotContain(PlanTexts.Of(At(interpretability), task, null), line => line.Name == Monotone);

    private static ExperimentDefinition At(int interpretability) => new Dials(null, null, interpretability).Apply(new ExperimentDefinition());
}
