using Workflow.Scoring.Schema;
using Workflow.Training.Calibration;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Experiments.Folds;

/// <summary>
/// Judges predictions for held-back rows: calibrated by a fit on other folds, so that no row has a say in what is done to its own prediction.
/// </summary>
internal sealed class OutOfFold
{
    // A curve has many parameters: it must be better by this much to be preferred to a temperature.
    private const double CurveTolerance = 0.01;

    private readonly IReadOnlyList<int[]> _rowsOfFold;
    private readonly int[][] _otherRows;

    public OutOfFold(FeatureMatrix matrix, IReadOnlyList<int[]> rowsOfFold)
    {
        Matrix = matrix;
        Rows = PredictedRows.Of(matrix);
        _rowsOfFold = rowsOfFold;
        _otherRows = [.. Enumerable.Range(0, rowsOfFold.Count).Select(fold => rowsOfFold.Where((_, other) => other != fold).SelectMany(rows => rows).Order().ToArray())];
    }

    /// <summary>All training rows.</summary>
    public FeatureMatrix Matrix { get; }

    /// <summary>Their classes; empty for regression.</summary>
    public PredictedRows Rows { get; }

    /// <summary>Number of folds.</summary>
    public int Folds => _rowsOfFold.Count;

    private bool IsRegression => Matrix.Task == ModelTask.Regression;

    /// <summary>What judges opinions about some rows, which are probabilities of classes, or numbers.</summary>
    public Func<double[], double> LossOfOpinions(IReadOnlyList<int> rows)
    {
        if (IsRegression)
        {
            double[] targets = TargetsOf(rows);
            return numbers => RegressionMetrics.RootMeanSquare(numbers, targets);
        }

        PredictedRows predicted = Rows.Select(rows);
        return probabilities => SmoothedLogLoss.OfProbabilities(predicted, probabilities);
    }

    /// <summary>The loss of predictions for all rows.</summary>
    public double Loss(ReadOnlySpan<double> margins) =>
        IsRegression ? RegressionMetrics.RootMeanSquare(margins, Matrix.Targets) : SmoothedLogLoss.Of(Rows, margins);

    /// <summary>Whether one model's loss is lower than another's by more than two standard errors of the rows' differences.</summary>
    public bool IsBetterBeyondChance(double[] margins, double[] other)
    {
        int[] row = new int[1];
        var differences = new double[Matrix.RowCount];
        for (int i = 0; i < differences.Length; i++)
        {
            row[0] = i;
            differences[i] = RowLoss(Take(other, row), i) - RowLoss(Take(margins, row), i);
        }

        double mean = differences.Average();
        double squares = differences.Sum(difference => (difference - mean) * (difference - mean));
        return mean > 2 * Math.Sqrt(squares / differences.Length / differences.Length);
    }

    /// <summary>The loss of some folds' predictions after a temperature that is fitted to themselves: good enough to give a trial up.</summary>
    /// <param name="margins">Margins of all rows; those of other folds are not looked at.</param>
    /// <param name="folds">The folds.</param>
    public double QuickLoss(double[] margins, IEnumerable<int> folds)
    {
        int[] rows = [.. folds.SelectMany(fold => _rowsOfFold[fold])];
        double[] some = Take(margins, rows);
        if (IsRegression) return RegressionMetrics.RootMeanSquare(some, TargetsOf(rows));
        PredictedRows predicted = Rows.Select(rows);
        return SmoothedLogLoss.Of(predicted, Calibrator.Fit(CalibrationKind.Temperature, predicted, some).Apply(some));
    }

    /// <summary>The best kind of calibration for a model, with the margins that it gives.</summary>
    public (CalibrationKind Kind, MarginCalibration Calibration, double[] Calibrated) Calibrate(double[] margins)
    {
        if (IsRegression) return (CalibrationKind.None, MarginCalibration.None, margins);
        CalibrationKind best = CalibrationKind.Temperature;
        double[] calibrated = CrossFit(best, margins);
        double loss = Loss(calibrated);
        foreach (CalibrationKind kind in Calibrator.KindsFor(Rows).Except([best]))
        {
            double[] other = CrossFit(kind, margins);
            double otherLoss = Loss(other);
            if (otherLoss < loss * (1 - CurveTolerance)) (best, calibrated, loss) = (kind, other, otherLoss);
        }

        return (best, Calibrator.Fit(best, Rows, margins), calibrated);
    }

    /// <summary>Margins of all rows, each calibrated by a fit on other folds; numbers stay as they are.</summary>
    public double[] CrossCalibrated(CalibrationKind kind, double[] margins) => IsRegression ? margins : CrossFit(kind, margins);

    /// <summary>For each fold, what a function makes of the rows of all other folds, applied to the fold's own rows.</summary>
    /// <param name="learn">Learns from rows; gives what turns the margins of other rows into new ones.</param>
    /// <param name="inputs">Margins of all rows of one or more models.</param>
    public double[] CrossFit(Func<int[], double[][], Func<double[][], double[]>> learn, IReadOnlyList<double[]> inputs)
    {
        var result = new double[inputs[0].Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            Func<double[][], double[]> apply = learn(_otherRows[fold], [.. inputs.Select(margins => Take(margins, _otherRows[fold]))]);
            double[] made = apply([.. inputs.Select(margins => Take(margins, _rowsOfFold[fold]))]);
            Put(made, _rowsOfFold[fold], result);
        }

        return result;
    }

    /// <summary>The margins of some rows.</summary>
    public double[] Take(double[] margins, IReadOnlyList<int> rows)
    {
        int width = Matrix.MarginCount;
        var some = new double[rows.Count * width];
        for (int i = 0; i < rows.Count; i++) margins.AsSpan(rows[i] * width, width).CopyTo(some.AsSpan(i * width));
        return some;
    }

    /// <summary>Puts one fold's margins where its rows are.</summary>
    public void PutFold(double[] margins, int fold, double[] all) => Put(margins, _rowsOfFold[fold], all);

    private double[] TargetsOf(IReadOnlyList<int> rows) => [.. rows.Select(row => Matrix.Targets[row])];

    private double RowLoss(double[] margins, int row) => IsRegression
        ? (margins[0] - Matrix.Targets[row]) * (margins[0] - Matrix.Targets[row])
        : ClassificationMetrics.ComputeLogLoss(Outputs.FromMargins(Matrix.Link, margins, Matrix.MarginCount), Matrix.Labels.Slice(row, 1), Matrix.ClassCount);

    private void Put(double[] margins, int[] rows, double[] all)
    {
        int width = Matrix.MarginCount;
        for (int i = 0; i < rows.Length; i++) margins.AsSpan(i * width, width).CopyTo(all.AsSpan(rows[i] * width));
    }

    private double[] CrossFit(CalibrationKind kind, double[] margins) => CrossFit(
        (rows, others) =>
        {
            MarginCalibration calibration = Calibrator.Fit(kind, Rows.Select(rows), others[0]);
            return own => calibration.Apply(own[0]);
        },
        [margins]);
}
