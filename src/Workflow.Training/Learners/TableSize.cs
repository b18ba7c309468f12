using System.Runtime.InteropServices;
using Workflow.Training.Features;

namespace Workflow.Training.Learners;

/// <summary>The size of a table that a learner is to fit.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Features">Features.</param>
/// <param name="Margins">Margins per row.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TableSize(int Rows, int Features, int Margins)
{
    /// <summary>Number of cells.</summary>
    public double Cells => (double)Rows * Features;

    /// <summary>The size of a matrix.</summary>
    public static TableSize Of(FeatureMatrix matrix) => new(matrix.RowCount, matrix.FeatureCount, matrix.MarginCount);
}
