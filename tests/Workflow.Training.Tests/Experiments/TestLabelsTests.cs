using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>Labels of test rows inform no choice: whatever stands there, the model has the same bytes.</summary>
public sealed class TestLabelsTests
{
    [Fact]
    public void Run_PoisonedTestLabels_ChangeNoByteOfTheModel()
    {
        Dataset honest = TestMatrices.Mixed(new SeededRandom(21), 160, 3);
        DataSplit split = Splitter.Split(honest, new SplitDefinition { TrainName = "train", TestName = "test" });
        HashSet<int> test = [.. split.Test];
        int[] wrong = [.. honest.Labels.Select((label, row) => test.Contains(row) ? (label + 1) % 3 : label)];
        ExperimentResult expected = Search(honest, split), poisoned = Search(new Dataset(honest.Schema, honest.Features, wrong), split);
        Assert.Equal(ModelCodec.Write(expected.Model), ModelCodec.Write(poisoned.Model));
        Assert.Equal(expected.Choice, poisoned.Choice);
    }

    // The other way round: a label of a training row does count, so the test above can fail.
    [Fact]
    public void Run_PoisonedTrainingLabels_ChangeTheModel()
    {
        Dataset honest = TestMatrices.Mixed(new SeededRandom(21), 160, 3);
        DataSplit split = Splitter.Split(honest, new SplitDefinition { TrainName = "train", TestName = "test" });
        int[] wrong = [.. honest.Labels];
        wrong[split.Train[0]] = (wrong[split.Train[0]] + 1) % 3;
        Assert.NotEqual(ModelCodec.Write(Search(honest, split).Model), ModelCodec.Write(Search(new Dataset(honest.Schema, honest.Features, wrong), split).Model));
    }

    private static ExperimentResult Search(Dataset dataset, DataSplit split)
    {
        FeaturePlan plan = FeaturePlan.Create(dataset, new HashSet<string>(StringComparer.Ordinal), split.Train, Experiment.Encodings);
        return new Experiment(new ExperimentDefinition { Trials = 16, Folds = 3 }, plan, split.Train, TimeProvider.System).Run(2, null, TestContext.Current.CancellationToken);
    }
}
