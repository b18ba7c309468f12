using System.Globalization;
using Workflow.Training.Features;

namespace Workflow.Training.Learners;

/// <summary>What every learner needs of its matrix.</summary>
internal static class TrainingData
{
    /// <summary>Checks that there is something to train on and that all of it fits into single precision.</summary>
    /// <exception cref="LearnerException">It does not.</exception>
    public static void Require(FeatureMatrix matrix)
    {
        if (matrix.RowCount == 0 || matrix.FeatureCount == 0) throw new LearnerException("training-data-empty", "no rows or no features to train on");
        if (matrix.Values.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
        {
            throw new LearnerException("training-data-infinite", "a feature is outside the range of single precision (3.4e38)");
        }
    }

    /// <summary>Checks that single precision, in which learners compare, holds a cell of a dataset.</summary>
    /// <param name="column">Name of its column.</param>
    /// <param name="row">Its row, from 0.</param>
    /// <param name="cell">The cell; missing is NaN.</param>
    /// <exception cref="LearnerException">It does not.</exception>
    public static void RequireCell(string column, int row, double cell)
    {
        if (!float.IsInfinity((float)cell)) return;
        throw new LearnerException(
            "training-data-infinite",
            string.Create(
                CultureInfo.InvariantCulture,
                $"column {column}, row {row} of the dataset (from 0): '{cell:R}' is outside the range of single precision (3.4e38); correct it or leave the column out of the recipe"));
    }
}
