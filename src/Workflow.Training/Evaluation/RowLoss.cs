using Workflow.Scoring;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Metrics;

namespace Workflow.Training.Evaluation;

/// <summary>The loss of a scoring pipeline on some rows of a dataset, whatever their cells are replaced by.</summary>
internal sealed class RowLoss
{
    private readonly ScoringPipeline _pipeline;
    private readonly int[] _labels;
    private readonly double[] _targets;

    public RowLoss(ScoringPipeline pipeline, Dataset dataset, IReadOnlyList<int> rows)
    {
        _pipeline = pipeline;
        bool isRegression = dataset.Task == ModelTask.Regression;
        _labels = isRegression ? [] : [.. rows.Select(row => dataset.Labels[row])];
        _targets = isRegression ? [.. rows.Select(row => dataset.Targets[row])] : [];
        RowCount = rows.Count;
    }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Log loss; for regression the root of the mean squared error.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    public double Of(double[] cells)
    {
        var outputs = new double[RowCount * _pipeline.OutputColumns.Count];
        _pipeline.Score(cells, outputs);
        return _targets.Length > 0
            ? RegressionMetrics.RootMeanSquare(outputs, _targets)
            : ClassificationMetrics.ComputeLogLoss(outputs, _labels, _pipeline.OutputColumns.Count);
    }
}
