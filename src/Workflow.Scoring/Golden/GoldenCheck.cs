using System.Globalization;

namespace Workflow.Scoring.Golden;

/// <summary>Scores a pipeline's golden rows and compares every answer with the trained one, to the last bit.</summary>
public static class GoldenCheck
{
    /// <summary>Runs the check.</summary>
    /// <returns>Null where every answer is reproduced; otherwise the first difference, with its row and column.</returns>
    public static string? FirstDifference(ScoringPipeline pipeline)
    {
        var cells = new double[pipeline.InputColumns.Count];
        var outputs = new double[pipeline.OutputColumns.Count];
        var margins = new double[pipeline.Model.MarginCount];
        for (int row = 0; row < pipeline.Golden.Rows.Count; row++)
        {
            GoldenRow golden = pipeline.Golden.Rows[row];
            for (int i = 0; i < cells.Length; i++)
            {
                string? refusal = pipeline.Parser(i).Parse(golden.Cells[i], out cells[i]);
                if (refusal is not null) return $"golden row {row}, column {pipeline.InputColumns[i].Name}: {refusal}";
            }

            pipeline.Score(cells, outputs, margins);
            for (int i = 0; i < margins.Length; i++)
            {
                if (!SameBits(margins[i], golden.Margins[i])) return Describe(row, $"margin {i}", golden.Margins[i], margins[i]);
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                if (!SameBits(outputs[i], golden.Outputs[i])) return Describe(row, pipeline.OutputColumns[i], golden.Outputs[i], outputs[i]);
            }
        }

        return null;
    }

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static string Describe(int row, string what, double trained, double scored) => string.Create(
        CultureInfo.InvariantCulture, $"golden row {row}, {what}: training answered {trained:R}, this scorer answers {scored:R}");
}
