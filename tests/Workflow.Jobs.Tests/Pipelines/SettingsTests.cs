using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Pipelines;

/// <summary>--set KEY=VALUE.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Read_Settings_ReplaceOneValueEachAndLeaveItsNeighbours()
    {
        PipelineConfig config = TestPipelines.Read(TestPipelines.Full, "train.budget.trials=3", "target=other", "environments.prod.port=9200");
        Assert.Equal((3, 500L, 4), (config.Model!.Train.Trials, config.Model!.Train.Rounds, config.Model!.Train.Folds));
        Assert.Equal("other", config.Model!.Target);
        Assert.Equal(9200, config.Environments[1].Port);
    }

    [Fact]
    public void Read_SettingsOfAbsentKeys_MakeTheMappingsOnTheWay()
    {
        PipelineConfig config = TestPipelines.Read(TestPipelines.Small, "guards.leakage.auc=0.75", "train.learners=[logistic]", "environments.test.platform=docker", "deploy=test");
        Assert.Equal(0.75, config.Model!.Guards.Leakage.Auc);
        Assert.Equal(["logistic"], config.Model!.Train.Learners);
        Assert.Equal(("test", "docker"), (config.DeployTo, config.Environments[1].Platform));
    }

    [Fact]
    public void Read_TwoSettingsOfOneKey_TheLastCounts() =>
        Assert.Equal(6, TestPipelines.Read(TestPipelines.Small, "train.folds=3", "train.folds=6").Model!.Train.Folds);

    [Fact]
    public void Read_EmptySetting_TakesBackWhatTheFileSays()
    {
        PipelineConfig config = TestPipelines.Read(TestPipelines.Full, "train=", "gates.min_f1=");
        Assert.Equal((40, 5), (config.Model!.Train.Trials, config.Model!.Train.Folds));
        Assert.Equal((null, 0.7), (config.Model!.Gates.MinF1, config.Model!.Gates.MinAccuracy));
    }

    [Theory]
    [InlineData("train.folds=1", "--set train.folds=1: pipelines.cooling.train.folds: '1' is not a whole number from 2 to 100")]
    [InlineData("train.fodls=3", "--set train.fodls=3: pipelines.cooling.train.fodls: unknown key; did you mean 'folds'?")]
    [InlineData("tarin.folds=3", "--set tarin.folds=3: pipelines.cooling.tarin: unknown key; did you mean 'train'?")]
    [InlineData("recipe=", "pipelines.cooling.recipe: missing")]
    [InlineData("train.folds", "--set train.folds: KEY=VALUE is expected, for example train.budget.trials=50")]
    [InlineData("=3", "--set =3: KEY=VALUE is expected")]
    [InlineData("train..folds=3", "--set train..folds=3: KEY=VALUE is expected")]
    [InlineData("train.learners=[a", "--set train.learners=[a")]
    public void Read_WrongSetting_IsNamedInsteadOfALine(string setting, string expected) => Assert.Contains(
        expected, string.Join('\n', TestPipelines.Problems(TestPipelines.Full, setting)), StringComparison.Ordinal);

    [Fact]
    public void Read_Settings_LeaveTheFileAsItWas()
    {
        PipelinesFile file = TestPipelines.Open(TestPipelines.Full);
        Assert.Equal(3, file.Read("cooling", ["train.folds=3"]).Model!.Train.Folds);
        Assert.Equal(4, file.Read("cooling", []).Model!.Train.Folds);
    }
}
