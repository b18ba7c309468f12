using Workflow.Scoring.Maths;

namespace Workflow.Training.Metrics;

/// <summary>Outputs of many rows from their margins, by the arithmetic of the scoring runtime.</summary>
public static class Outputs
{
    /// <summary>Applies a link row by row.</summary>
    /// <param name="link">The link.</param>
    /// <param name="margins">Margins row by row.</param>
    /// <param name="marginCount">Margins per row.</param>
    /// <returns>Outputs row by row.</returns>
    public static double[] FromMargins(Link link, ReadOnlySpan<double> margins, int marginCount)
    {
        int outputCount = LinkFunctions.OutputCount(link, marginCount);
        int rows = margins.Length / marginCount;
        var outputs = new double[rows * outputCount];
        for (int row = 0; row < rows; row++)
        {
            LinkFunctions.Apply(link, margins.Slice(row * marginCount, marginCount), outputs.AsSpan(row * outputCount, outputCount));
        }

        return outputs;
    }
}
