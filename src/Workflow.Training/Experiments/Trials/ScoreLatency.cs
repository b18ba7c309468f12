using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Experiments.Trials;

/// <summary>Measures how long the scoring runtime takes for one row.</summary>
internal static class ScoreLatency
{
    /// <summary>Rows that are enough.</summary>
    public const int Samples = 64;

    private const int Repetitions = 16;

    /// <summary>Median over some rows, in microseconds; each row is scored several times in a row.</summary>
    public static double MedianMicroseconds(MarginModel model, FeatureMatrix matrix, TimeProvider time)
    {
        var margins = new double[model.MarginCount];
        model.ComputeMargins(matrix.Row(0), anyMissing: false, margins);
        var microseconds = new double[Math.Min(Samples, matrix.RowCount)];
        for (int i = 0; i < microseconds.Length; i++)
        {
            long started = time.GetTimestamp();
            for (int r = 0; r < Repetitions; r++) model.ComputeMargins(matrix.Row(i), anyMissing: false, margins);
            microseconds[i] = time.GetElapsedTime(started).TotalMicroseconds / Repetitions;
        }

        Array.Sort(microseconds);
        return microseconds[microseconds.Length / 2];
    }
}
