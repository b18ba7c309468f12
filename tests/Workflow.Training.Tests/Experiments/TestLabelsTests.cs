using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Guards;
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

    // The same with the guards before the search, which drop a column that knows the label.
    [Fact]
    public void Run_BehindGuardsThatDrop_PoisonedTestLabelsChangeNoByteOfTheModel()
    {
        Dataset honest = WithLeak(TestMatrices.Mixed(new SeededRandom(21), 160, 3));
        DataSplit split = Splitter.Split(honest, new SplitDefinition { TrainName = "train", TestName = "test" });
        HashSet<int> test = [.. split.Test];
        int[] wrong = [.. honest.Labels.Select((label, row) => test.Contains(row) ? (label + 1) % 3 : label)];
        Dataset poisoned = new(honest.Schema, honest.Features, wrong);
        IReadOnlyList<string> dropped = Guarded(honest, split);
        Assert.Equal(["leak"], dropped);
        Assert.Equal(dropped, Guarded(poisoned, split));
        Assert.Equal(ModelCodec.Write(Search(honest, split, dropped).Model), ModelCodec.Write(Search(poisoned, split, dropped).Model));
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

    private static Dataset WithLeak(Dataset data) => TestDatasets.Create(
        [.. data.Schema.Features, TestDatasets.Number("leak")], [.. data.Features, [.. data.Labels.Select((label, row) => label + (0.001 * row))]], data.Labels, 3);

    private static IReadOnlyList<string> Guarded(Dataset dataset, DataSplit split)
    {
        var definition = new GuardsDefinition(new LeakageDefinition { Action = GuardAction.Drop }, new ShiftDefinition { Action = GuardAction.Drop });
        return new Guard(dataset, split, definition).Run(2, null, TestContext.Current.CancellationToken).Dropped;
    }

    private static ExperimentResult Search(Dataset dataset, DataSplit split, IReadOnlyList<string>? dropped = null)
    {
        FeaturePlan plan = FeaturePlan.Create(dataset, (dropped ?? []).ToHashSet(StringComparer.Ordinal), split.Train, Experiment.Encodings);
        return new Experiment(new ExperimentDefinition { Trials = 16, Folds = 3 }, plan, split.Train, TimeProvider.System).Run(2, null, TestContext.Current.CancellationToken);
    }
}
