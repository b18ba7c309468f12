using Workflow.Training.Experiments;

namespace Workflow.Training.Tests.Experiments;

public sealed class DialsTests
{
    private static readonly ExperimentDefinition Plain = new();

    [Fact]
    public void Apply_NoDial_ChangesNothing() => Assert.Equal(Plain, new Dials(null, null, null).Apply(Plain));

    // Time 5 and interpretability 6, accuracy as it is: what the reference run was set to.
    [Fact]
    public void Apply_TimeAndInterpretability_SetTrialsAndLeaveEnsembles()
    {
        ExperimentDefinition set = new Dials(null, 5, 6).Apply(Plain);
        Assert.Equal((40, 5, 5), (set.Trials, set.Folds, set.EnsembleSize));
        Assert.Null(set.Columns);
        Assert.Equal(SearchSpace.LearnerNames, set.Learners);
    }

    [Fact]
    public void Apply_TurnedUp_NeverSpendsLessOrReadsHarder()
    {
        for (int dial = 1; dial < 10; dial++)
        {
            Assert.True(new Dials(null, dial, null).Apply(Plain).Trials < new Dials(null, dial + 1, null).Apply(Plain).Trials);
            Assert.True(new Dials(dial, null, null).Apply(Plain).Folds <= new Dials(dial + 1, null, null).Apply(Plain).Folds);
            Assert.True(new Dials(dial, null, null).Apply(Plain).EnsembleSize <= new Dials(dial + 1, null, null).Apply(Plain).EnsembleSize);
            ExperimentDefinition harder = new Dials(null, null, dial).Apply(Plain), easier = new Dials(null, null, dial + 1).Apply(Plain);
            Assert.True((harder.Columns ?? int.MaxValue) >= (easier.Columns ?? int.MaxValue));
            Assert.True(harder.EnsembleSize >= easier.EnsembleSize);
            Assert.True(harder.Learners.Count >= easier.Learners.Count);
        }
    }
}
