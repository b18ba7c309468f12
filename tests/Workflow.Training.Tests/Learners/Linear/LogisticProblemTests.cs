using FsCheck.Fluent;
using Workflow.Training.Features;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Linear;

public sealed class LogisticProblemTests
{
    [Fact]
    public void Derivatives_AnyPoint_AreTheSlopesOfTheValueAndOfTheGradient() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "derivatives");
            LogisticProblem problem = Problem(random);
            double[] point = [.. Enumerable.Range(0, problem.Size).Select(_ => random.NextDouble(-1, 1))];
            (double[] gradient, double[,] hessian) = Derivatives(problem, point);
            for (int i = 0; i < point.Length; i++)
            {
                const double Step = 1e-5;
                double[] above = [.. point], below = [.. point];
                above[i] += Step;
                below[i] -= Step;
                Assert.Equal((problem.Value(above) - problem.Value(below)) / (2 * Step), gradient[i], 1e-6);
                double[] higher = Derivatives(problem, above).Gradient, lower = Derivatives(problem, below).Gradient;
                for (int j = i; j < point.Length; j++) Assert.Equal((higher[j] - lower[j]) / (2 * Step), hessian[i, j], 1e-6);
            }
        },
        tests: 60);

    [Fact]
    public void Minimise_AnyProblem_EndsWhereTheGradientIsZeroAndNothingNearIsLower() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "minimise");
            LogisticProblem problem = Problem(random);
            double[] minimum = NewtonSolver.Minimise(problem, TestContext.Current.CancellationToken);
            Assert.All(Derivatives(problem, minimum).Gradient, slope => Assert.Equal(0, slope, 1e-8));
            double[] near = [.. minimum.Select(x => x + random.NextDouble(-0.1, 0.1))];
            Assert.InRange(problem.Value(minimum), 0, problem.Value(near));
        },
        tests: 60);

    // One far outlier: on the way the full step of the quadratic model leads uphill, and only a part of it down.
    [Fact]
    public void Minimise_AFullStepThatLeadsUphill_IsShortened()
    {
        float[] values =
            [0.642f, 0.0144f, 0.039f, 0.243f, 0.000685f, 1.59f, 0.362f, 7.66f, 0.114f, 0.264f, 1.55f, 0.662f, 5430, 42.5f, 35.7f, 0.0151f, 6.53f, 0.0018f, 1.66f, 1.5f, 40.7f];
        FeatureMatrix matrix = TestMatrices.Create([.. values.Select((_, row) => row is 12 or 14 ? 1 : 0)], 2, values);
        var problem = new LogisticProblem(Standardisation.Of(matrix).Apply(matrix), matrix, 1e-8);
        double[] minimum = NewtonSolver.Minimise(problem, TestContext.Current.CancellationToken);
        Assert.All(Derivatives(problem, minimum).Gradient, slope => Assert.Equal(0, slope, 1e-8));
        Assert.InRange(problem.Value(minimum), 0, 0.1793);
    }

    // Perfectly separated classes: without its penalty the function would have no minimum.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Minimise_SeparatedClasses_HasAMinimum(int classCount)
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(row => row % classCount)];
        FeatureMatrix matrix = TestMatrices.Create(labels, classCount, [.. labels.Select(label => (float)label)]);
        var problem = new LogisticProblem(Standardisation.Of(matrix).Apply(matrix), matrix, 1e-6);
        double[] minimum = NewtonSolver.Minimise(problem, TestContext.Current.CancellationToken);
        Assert.All(Derivatives(problem, minimum).Gradient, slope => Assert.Equal(0, slope, 1e-8));
        Assert.InRange(problem.Value(minimum), 0, 0.01);
    }

    // A class of which the fold has no row, and two features that are one.
    [Fact]
    public void Minimise_AbsentClassAndDoubledFeature_HasAMinimum()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 0, 1], 3, 1, 1, 2, 2, 3, 3, 4, 4);
        var problem = new LogisticProblem(Standardisation.Of(matrix).Apply(matrix), matrix, 1e-3);
        (double[] intercepts, double[] weights) = problem.Unpack(NewtonSolver.Minimise(problem, TestContext.Current.CancellationToken));
        Assert.InRange(intercepts[2], double.NegativeInfinity, intercepts.Take(2).Min() - 5);
        for (int margin = 0; margin < 3; margin++) Assert.Equal(weights[2 * margin], weights[(2 * margin) + 1], 9);
    }

    private static LogisticProblem Problem(SeededRandom random)
    {
        FeatureMatrix matrix = TestMatrices.Of(TestDatasets.Numbers(random, 10 + random.Next(40), 1 + random.Next(4), 2 + random.Next(3), missing: 0.1));
        return new LogisticProblem(Standardisation.Of(matrix).Apply(matrix), matrix, random.Choose<double>([1, 0.1, 1e-2, 1e-3]));
    }

    private static (double[] Gradient, double[,] Hessian) Derivatives(LogisticProblem problem, double[] point)
    {
        double[] gradient = [.. point.Select(_ => double.NaN)];
        var hessian = new double[point.Length, point.Length];
        hessian[0, 0] = double.NaN;
        problem.Derivatives(point, gradient, hessian);
        return (gradient, hessian);
    }
}
