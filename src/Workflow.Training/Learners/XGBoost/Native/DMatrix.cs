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
        var labels = new float[matrix.RowCount];
        for (int i = 0; i < labels.Length; i++) labels[i] = matrix.Task == ModelTask.Regression ? (float)matrix.Targets[i] : matrix.Labels[i];
        fixed (float* values = labels)
        {
            XGBoostCall.Check(XGBoostImports.XGDMatrixSetFloatInfo(handle, "label", values, (ulong)labels.Length));
        }

        return new DMatrix(handle, matrix);
    }

    public void Dispose() => Handle.Dispose();
}
