using Workflow.Scoring;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Parallelism;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Evaluation;

/// <summary>
/// Looks at a finished model from outside, through the pipeline that will score: what it relies on, and what thresholds lead to. Nothing that
/// it finds informs any choice.
/// </summary>
public sealed class ModelEvaluator
{
    private const int MostRows = 1000;
    private const int MostShuffledCells = 5_000_000;
    private const int MostExplainedRows = 300;
    private const int FewestExplainedRows = 20;

    // A contribution looks at every node of a tree.
    private const double MostExplainedNodes = 3e8;
    private const int DependenceRows = 100;
    private const int DependenceColumns = 6;
    private const int MostPredictions = 300;

    private readonly ScoringPipeline _pipeline;
    private readonly Dataset _dataset;
    private readonly FeaturePlan _plan;
    private readonly DataSplit _split;
    private readonly long _seed;

    /// <summary>Prepares.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="plan">The columns that the pipeline reads.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="seed">Seed of samples and shuffles.</param>
    public ModelEvaluator(ScoringPipeline pipeline, Dataset dataset, FeaturePlan plan, DataSplit split, long seed)
    {
        _pipeline = pipeline;
        _dataset = dataset;
        _plan = plan;
        _split = split;
        _seed = seed;
    }

    /// <summary>Evaluates.</summary>
    /// <param name="outputs">What the pipeline answers for the test rows, row by row.</param>
    /// <param name="threshold">The chosen threshold of two classes; null without one.</param>
    /// <param name="threads">Threads to use; the evaluation does not depend on it.</param>
    /// <param name="cancellationToken">Stops within a few rows.</param>
    public ModelEvaluation Run(double[] outputs, double? threshold, int threads, CancellationToken cancellationToken)
    {
        int[] rows = RowSample.Of(_split.Test, MostRows, _seed, "importance");
        ColumnImportance[] importance = Importance(rows, threads, cancellationToken);
        var evaluation = new ModelEvaluation
        {
            Importance = importance,
            ImportanceRows = rows.Length,
            ContributionObstacle = _pipeline.ContributionObstacle,
            Dependence = Dependence(importance, threads, cancellationToken),
        };
        return _dataset.Task == ModelTask.Regression ? WithPredictions(evaluation, outputs) : WithCurves(evaluation, outputs, threshold);
    }

    private ColumnImportance[] Importance(int[] rows, int threads, CancellationToken cancellationToken)
    {
        double[] gains = Gains();
        int most = Math.Max(1, MostShuffledCells / (rows.Length * _plan.Columns.Count));
        int[] shuffled = [.. Enumerable.Range(0, gains.Length).OrderByDescending(column => gains[column]).Take(most).Order()];
        var permutations = PermutationImportance.Measure(new RowLoss(_pipeline, _dataset, rows), _plan.Cells(rows), shuffled, _seed, threads, cancellationToken);
        double[] cells = _plan.Cells(RowSample.Of(rows, ExplainedRows(), _seed, "contributions"));
        double[][]? contributions = _pipeline.ContributionObstacle is null ? ContributionImportance.Measure(_pipeline, cells, threads, cancellationToken) : null;
        return
        [
            .. Enumerable.Range(0, gains.Length)
                .Select(column => Join(column, Array.IndexOf(shuffled, column)))
                .OrderByDescending(column => column.Contribution ?? column.Gain)
                .ThenBy(column => column.Column, StringComparer.Ordinal),
        ];

        ColumnImportance Join(int column, int place) => new(
            _plan.Columns[column].Name,
            gains[column],
            place < 0 ? null : permutations[place].Mean,
            place < 0 ? null : permutations[place].Deviation,
            contributions is null ? [] : contributions[column]);
    }

    private int ExplainedRows() => (int)Math.Clamp(MostExplainedNodes / Math.Max(1, ModelGains.NodesOf(_pipeline.Model)), FewestExplainedRows, MostExplainedRows);

    // Features are made of columns: a column has what its features have.
    private double[] Gains()
    {
        double[] features = ModelGains.Of(_pipeline.Model, _plan.Matrix(RowSample.Of(_split.Train, MostRows, _seed, "gains")));
        return [.. _plan.Columns.Select(column => Enumerable.Range(0, features.Length).Where(i => _plan.Transform.Steps[i].Column == column.Name).Sum(i => features[i]))];
    }

    private PartialDependence[] Dependence(ColumnImportance[] importance, int threads, CancellationToken cancellationToken)
    {
        double[] cells = _plan.Cells(RowSample.Of(_split.Train, DependenceRows, _seed, "dependence"));
        int[] columns = [.. importance.Take(DependenceColumns).Select(column => _plan.Columns.ToList().FindIndex(other => other.Name == column.Column))];
        var built = new PartialDependence?[columns.Length];
        DedicatedThreads.For(columns.Length, threads, i => built[i] = DependenceBuilder.Build(_pipeline, cells, columns[i]), cancellationToken);
        return [.. built.OfType<PartialDependence>()];
    }

    private ModelEvaluation WithPredictions(ModelEvaluation evaluation, double[] outputs)
    {
        int[] shown = RowSample.Of([.. Enumerable.Range(0, outputs.Length)], MostPredictions, _seed, "predictions");
        return evaluation with { Predictions = [.. shown.Select(i => new PredictedTarget(_dataset.Targets[_split.Test[i]], outputs[i]))] };
    }

    private ModelEvaluation WithCurves(ModelEvaluation evaluation, double[] outputs, double? threshold)
    {
        int classes = _pipeline.OutputColumns.Count;
        bool[] isTrue = new bool[outputs.Length];
        for (int i = 0; i < _split.Test.Length; i++) isTrue[(i * classes) + _dataset.Labels[_split.Test[i]]] = true;
        var curves = new List<OperatingCurve?>();
        if (classes > 2) curves.Add(OperatingCurve.Trace(null, outputs, isTrue));
        foreach (int c in classes > 2 ? Enumerable.Range(0, classes) : [1])
        {
            curves.Add(OperatingCurve.Trace(_dataset.Schema.Classes[c].Value, OfClass(outputs, c), OfClass(isTrue, c), threshold));
        }

        return evaluation with
        {
            AtThreshold = threshold is { } chosen ? CurvePoint.At(chosen, OfClass(outputs, 1), OfClass(isTrue, 1)) : null,
            Curves = [.. curves.OfType<OperatingCurve>()],
            Calibration = classes > 2 ? CalibrationCurve.Compute(outputs, isTrue) : CalibrationCurve.Compute(OfClass(outputs, 1), OfClass(isTrue, 1)),
        };

        T[] OfClass<T>(T[] all, int c) => [.. Enumerable.Range(0, all.Length / classes).Select(row => all[(row * classes) + c])];
    }
}
