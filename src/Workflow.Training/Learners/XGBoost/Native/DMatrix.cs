using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>A feature matrix with its labels in XGBoost's memory. For one thread at a time.</summary>
internal sealed class DMatrix : IDisposable
{
    private DMatrix(DMatrixHandle handle, FeatureMatrix source)
    {
        Handle = handle;
        Source = source;
    }

    public DMatrixHandle Handle { get; }

    /// <summary>The matrix that was copied.</summary>
    public FeatureMatrix Source { get; }

    /// <summary>Copies a matrix.</summary>
    /// <exception cref="LearnerException">XGBoost refuses it.</exception>
    public static unsafe DMatrix Create(FeatureMatrix matrix)
    {
        // Accepted in silence by XGBoost, so checked here.
        TrainingData.Require(matrix);
        IntPtr raw;
        fixed (float* values = matrix.Values)
        {
            XGBoostCall.Check(XGBoostImports.XGDMatrixCreateFromMat_omp(
                values, (ulong)matrix.RowCount, (ulong)matrix.FeatureCount, float.NaN, out raw, 1));
        }

        var handle = new DMatrixHandle(raw);
        bool isRegression = matrix.Task == ModelTask.Regression;
        var labels = new float[matrix.RowCount];
        for (int i = 0; i < labels.Length; i++) labels[i] = isRegression ? (float)matrix.Targets[i] : matrix.Labels[i];
        Set(handle, "label", labels);
        if (!matrix.Weights.IsEmpty) Set(handle, "weight", [.. matrix.Weights.ToArray().Select(weight => (float)weight)]);
        return new DMatrix(handle, matrix);
    }

    private static unsafe void Set(DMatrixHandle handle, string field, float[] numbers)
    {
        fixed (float* values = numbers)
        {
            XGBoostCall.Check(XGBoostImports.XGDMatrixSetFloatInfo(handle, field, values, (ulong)numbers.Length));
        }
    }

    public void Dispose() => Handle.Dispose();
}
