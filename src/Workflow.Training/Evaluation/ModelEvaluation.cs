namespace Workflow.Training.Evaluation;

/// <summary>What a model relies on, and what it does on the test rows beyond single figures.</summary>
public sealed record ModelEvaluation
{
    /// <summary>The input columns, those that move the answers most first.</summary>
    public required IReadOnlyList<ColumnImportance> Importance { get; init; }

    /// <summary>Test rows from which contributions and shuffles were computed.</summary>
    public required int ImportanceRows { get; init; }

    /// <summary>Why there are no contributions; null where there are.</summary>
    public string? ContributionObstacle { get; init; }

    /// <summary>What the answers do along the most important columns.</summary>
    public required IReadOnlyList<PartialDependence> Dependence { get; init; }

    /// <summary>
    /// What thresholds lead to on the test rows: for two classes the second class; for more all pooled, then each. Empty for regression.
    /// </summary>
    public IReadOnlyList<OperatingCurve> Curves { get; init; } = [];

    /// <summary>What the chosen threshold of two classes leads to on the test rows; null without one.</summary>
    public CurvePoint? AtThreshold { get; init; }

    /// <summary>Whether the probabilities mean what they say, on the test rows; null for regression.</summary>
    public CalibrationCurve? Calibration { get; init; }

    /// <summary>Some test rows of a regression; empty for classes.</summary>
    public IReadOnlyList<PredictedTarget> Predictions { get; init; } = [];
}
