using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class GainImportanceTests
{
    [Fact]
    public void Measure_SignalNoiseAndAConstant_AreTold()
    {
        SeededRandom random = new(4);
        int[] labels = [.. Enumerable.Range(0, 80).Select(row => row % 2)];
        float[] values = [.. labels.SelectMany(label => (float[])[7, label + (0.6f * (float)random.NextNormal()), (float)random.NextNormal()])];
        double[] shares = GainImportance.Measure(TestMatrices.Create(labels, 2, values), new XGBoostParameters(), 10, TestContext.Current.CancellationToken);
        Assert.Equal(1, shares.Sum(), 12);
        Assert.Equal(0, shares[0]);
        Assert.InRange(shares[2], 0.001, 0.4);
        Assert.InRange(shares[1], 0.6, 0.999);
    }

    [Fact]
    public void Measure_NothingToSplitOn_IsZero()
    {
        FeatureMatrix constant = TestMatrices.Create([0, 1, 0, 1], 2, 1, 1, 1, 1);
        Assert.Equal([0.0], GainImportance.Measure(constant, new XGBoostParameters(), 3, TestContext.Current.CancellationToken));
    }
}
