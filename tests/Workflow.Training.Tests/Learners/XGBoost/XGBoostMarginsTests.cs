using FsCheck.Fluent;
using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class XGBoostMarginsTests
{
    // Rows that training never saw: every threshold of the model itself, its neighbours, both zeroes, the ends of the range and gaps.
    [Fact]
    public void Read_AnyModel_AnswersXGBoostsOwnMarginsToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "margins");
            FeatureMatrix training = TestMatrices.Of(TestMatrices.Mixed(random, 20 + random.Next(80), 2 + random.Next(3)));
            using DMatrix data = DMatrix.Create(training);
            using var booster = new Booster(AnyParameters(random).ToTexts(), data);
            for (int round = random.Next(12); round >= 0; round--) booster.Update(round, data);
            TreeEnsemble model = XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount);

            FeatureMatrix unseen = HardRows(random, model, training);
            using DMatrix others = DMatrix.Create(unseen);
            var expected = new float[unseen.RowCount * unseen.MarginCount];
            booster.PredictMargins(others, expected);
            Assert.Equal(expected.Select(margin => (double)margin), model.Margins(unseen));
        },
        tests: 150);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void Read_Rounds_AreOneTreePerMargin(int classCount, int trees)
    {
        FeatureMatrix training = TestMatrices.Numbers(1, classCount: classCount);
        var model = Assert.IsType<TreeEnsemble>(new XGBoostLearner(new XGBoostParameters()).Fit(training, 5, TestContext.Current.CancellationToken));
        Assert.Equal(5 * trees, model.TreeCount);
        Assert.Equal(Enumerable.Range(0, 5 * trees).Select(tree => (ushort)(tree % trees)), model.TreeMargins.ToArray());
        Assert.Equal(training.FeatureCount, model.FeatureCount);
    }

    private static XGBoostParameters AnyParameters(SeededRandom random) => new()
    {
        TreeMethod = random.Choose<string>(["exact", "hist"]),
        Eta = random.NextDouble(0.05, 1),
        MaxDepth = 1 + random.Next(8),
        MinChildWeight = random.Choose<double>([0, 0.1, 1]),
        Subsample = random.Choose<double>([0.7, 1]),
        ColsampleByTree = random.Choose<double>([0.6, 1]),
        Lambda = random.Choose<double>([0.1, 1, 10]),
        Seed = random.Next(1000),
    };

    private static FeatureMatrix HardRows(SeededRandom random, TreeEnsemble model, FeatureMatrix training)
    {
        const int Rows = 200;
        float[][] thresholds = [.. Enumerable.Range(0, training.FeatureCount).Select(_ => Array.Empty<float>())];
        foreach (TreeNode node in model.Nodes)
        {
            if (!node.IsLeaf) thresholds[node.Feature] = [.. thresholds[node.Feature], node.Threshold];
        }

        float[] values = [.. Enumerable.Range(0, Rows * training.FeatureCount).Select(i => HardValue(random, thresholds[i % training.FeatureCount]))];
        return new FeatureMatrix(values, training.FeatureCount, new int[Rows], training.ClassCount);
    }

    private static float HardValue(SeededRandom random, float[] thresholds)
    {
        float value = thresholds.Length == 0 ? 0 : random.Choose<float>(thresholds);
        return random.Next(8) switch
        {
            0 => float.NaN,
            1 => float.BitDecrement(value),
            2 => float.BitIncrement(value),
            3 => random.Choose<float>([0, -0f, float.Epsilon, float.MaxValue, float.MinValue]),
            _ => value,
        };
    }
}
