using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Folds;

public sealed class OutOfFoldTests
{
    private const int Folds = 4;

    // Of n rows k are better by the same: their mean lies the square root of k standard errors above 0, or a little more.
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(6, true)]
    [InlineData(400, true)]
    public void IsBetterBeyondChance_SomeRowsAreBetter_IsTrueFromMoreThanFourOn(int better, bool expected)
    {
        int[] labels = Alternating(400, 2);
        OutOfFold classes = Of(labels, 2), numbers = OfNumbers([.. labels.Select(label => (double)label)]);
        double[] margins = [.. labels.Select((label, row) => (label == 1 ? 1 : -1) * (row < better ? 2.0 : 1))];
        double[] other = [.. labels.Select(label => label == 1 ? 1.0 : -1)];
        Assert.Equal(expected, classes.IsBetterBeyondChance(margins, other));
        Assert.False(classes.IsBetterBeyondChance(other, margins));

        double[] near = [.. labels.Select((label, row) => label + (row < better ? 0.1 : 0.5))], far = [.. labels.Select(label => label + 0.5)];
        Assert.Equal(expected, numbers.IsBetterBeyondChance(near, far));
        Assert.False(numbers.IsBetterBeyondChance(far, near));
    }

    [Fact]
    public void IsBetterBeyondChance_ThreeClasses_LooksAtTheirProbabilities()
    {
        int[] labels = Alternating(90, 3);
        OutOfFold rows = Of(labels, 3);
        double[] sure = Margins(labels, 3, 2), unsure = Margins(labels, 3, 1);
        Assert.True(rows.IsBetterBeyondChance(sure, unsure));
        Assert.False(rows.IsBetterBeyondChance(unsure, sure));
        Assert.False(rows.IsBetterBeyondChance(sure, [.. sure.Select(margin => margin + 7)]));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Calibrate_MarginsOfAnotherScale_LosesNothingByTheTemperature(double factor)
    {
        (int[] labels, double[] truth) = Drawn(4000, shift: 0);
        OutOfFold rows = Of(labels, 2);
        double[] margins = [.. truth.Select(margin => factor * margin)];
        (CalibrationKind kind, MarginCalibration calibration, double[] calibrated) = rows.Calibrate(margins);
        Assert.Equal(CalibrationKind.Temperature, kind);
        Assert.InRange(calibration.Scale * factor, 0.9, 1.1);
        Assert.InRange(rows.Loss(calibrated), 0, rows.Loss(margins) + (factor == 1 ? 0.001 : -0.02));
    }

    // Every margin is too high by the same, which no temperature can mend and a curve can.
    [Theory]
    [InlineData(1000, 100, CalibrationKind.Isotonic)]
    [InlineData(999, 100, CalibrationKind.Temperature)]
    [InlineData(1000, 99, CalibrationKind.Temperature)]
    [InlineData(1000, 901, CalibrationKind.Temperature)]
    public void Calibrate_MarginsThatAreShifted_TakesACurveWhereRowsAreEnough(int rows, int positives, CalibrationKind expected)
    {
        SeededRandom random = new(5);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row < positives ? 1 : 0)];
        double[] margins = [.. labels.Select(label => (label == 1 ? 1.5 : -1.5) + random.NextNormal() + 4)];
        OutOfFold judge = Of(labels, 2);
        (CalibrationKind kind, MarginCalibration calibration, double[] calibrated) = judge.Calibrate(margins);
        Assert.Equal(expected, kind);
        Assert.Equal(expected == CalibrationKind.Isotonic, calibration.Curve is not null);
        if (kind == CalibrationKind.Isotonic) Assert.InRange(judge.Loss(calibrated), 0, 0.5 * judge.Loss(judge.CrossCalibrated(CalibrationKind.Temperature, margins)));
    }

    [Fact]
    public void Calibrate_MarginsThatAreRight_TakesNoCurveThatIsNoBetter()
    {
        (int[] labels, double[] margins) = Drawn(3000, shift: 0);
        Assert.Equal(CalibrationKind.Temperature, Of(labels, 2).Calibrate(margins).Kind);
    }

    [Fact]
    public void Calibrate_ThreeClassesOrNumbers_TakesNoCurve()
    {
        int[] labels = Alternating(3000, 3);
        Assert.Equal(CalibrationKind.Temperature, Of(labels, 3).Calibrate(Margins(labels, 3, 1)).Kind);
        double[] targets = [.. labels.Select(label => (double)label)], predicted = [.. targets.Select(target => target + 4)];
        (CalibrationKind kind, _, double[] same) = OfNumbers(targets).Calibrate(predicted);
        Assert.Equal(CalibrationKind.None, kind);
        Assert.Equal(predicted, same);
    }

    // No row has a say in what is done to its own prediction.
    [Theory]
    [InlineData(0, CalibrationKind.Temperature)]
    [InlineData(4, CalibrationKind.Isotonic)]
    public void Calibrate_OtherLabelsInAFold_LeaveItsRowsAsTheyWere(double shift, CalibrationKind kind)
    {
        (int[] labels, double[] margins) = Drawn(2000, shift);
        int[] fold = RowsOf(labels, 2)[1];
        int[] others = [.. labels];
        foreach (int row in fold.Take(40)) others[row] = 1 - others[row];
        var before = new OutOfFold(TestMatrices.Create(labels, 2, new float[2000]), RowsOf(labels, 2)).Calibrate(margins);
        var after = new OutOfFold(TestMatrices.Create(others, 2, new float[2000]), RowsOf(labels, 2)).Calibrate(margins);
        Assert.Equal((kind, kind), (before.Kind, after.Kind));
        Assert.Equal(fold.Select(row => before.Calibrated[row]), fold.Select(row => after.Calibrated[row]));
        Assert.NotEqual(before.Calibrated, after.Calibrated);
    }

    private static int[] Alternating(int rows, int classCount) => [.. Enumerable.Range(0, rows).Select(row => row % classCount)];

    // Labels that are as likely as the margins without the shift say.
    private static (int[] Labels, double[] Margins) Drawn(int rows, double shift)
    {
        SeededRandom random = new(11);
        double[] truth = [.. Enumerable.Range(0, rows).Select(_ => 2 * random.NextNormal())];
        int[] labels = [.. truth.Select(margin => random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0)];
        return (labels, [.. truth.Select(margin => margin + shift)]);
    }

    private static double[] Margins(int[] labels, int classCount, double right) =>
        [.. labels.SelectMany(label => Enumerable.Range(0, classCount).Select(c => c == label ? right : 0))];

    private static IReadOnlyList<int[]> RowsOf(int[] labels, int classCount)
    {
        int[] assigned = StratifiedFolds.Assign(labels, classCount, Folds, 1, "test");
        return [.. Enumerable.Range(0, Folds).Select(fold => Enumerable.Range(0, labels.Length).Where(row => assigned[row] == fold).ToArray())];
    }

    private static OutOfFold Of(int[] labels, int classCount) => new(TestMatrices.Create(labels, classCount, new float[labels.Length]), RowsOf(labels, classCount));

    private static OutOfFold OfNumbers(double[] targets) =>
        new(FeatureMatrix.ForRegression(new float[targets.Length], 1, targets), RowsOf(new int[targets.Length], 2));
}
