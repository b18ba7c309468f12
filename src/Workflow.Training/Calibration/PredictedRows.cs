using Workflow.Training.Features;

namespace Workflow.Training.Calibration;

/// <summary>Classes of rows that a model has predicted without having seen them.</summary>
/// <param name="Labels">Class index of each row.</param>
/// <param name="ClassCount">Number of classes.</param>
internal sealed record PredictedRows(int[] Labels, int ClassCount)
{
    /// <summary>Margins per row: one for two classes.</summary>
    public int MarginCount => ClassCount > 2 ? ClassCount : 1;

    /// <summary>The rows of a matrix.</summary>
    public static PredictedRows Of(FeatureMatrix matrix) => new(matrix.Labels.ToArray(), matrix.ClassCount);

    /// <summary>Some of the rows.</summary>
    public PredictedRows Select(IReadOnlyList<int> rows) => this with { Labels = [.. rows.Select(row => Labels[row])] };
}
