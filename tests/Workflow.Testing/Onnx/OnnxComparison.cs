using System.Globalization;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Testing.Onnx;

/// <summary>What ONNX Runtime says of rows beside what the scoring runtime says.</summary>
public static class OnnxComparison
{
    // Where a decision is this close, rounding decides.
    private const double Tie = 1e-9;

    /// <summary>Asserts that types and shapes are as they should be, and that every decision is the same where it is not a tie.</summary>
    /// <param name="one">The model and its rows.</param>
    /// <param name="answer">What ONNX Runtime answered.</param>
    /// <returns>The largest difference of a probability; for regression of a prediction, relative where it is larger than 1.</returns>
    public static double LargestDifference(OnnxCase one, IReadOnlyDictionary<string, OnnxOutput> answer)
    {
        ScoringPipeline pipeline = one.Pipeline;
        double[] expected = Score(one);
        bool isRegression = pipeline.Manifest.Task == ModelTask.Regression;
        OnnxOutput output = answer[NameOf(isRegression ? "prediction" : "probabilities", pipeline)];
        Assert.Equal("float32", output.Type);
        Assert.Equal([one.Rows.Count, pipeline.OutputColumns.Count], output.Dims);
        if (!isRegression) RequireLabels(one, expected, answer[NameOf("label", pipeline)]);
        return expected.Zip(output.Numbers, Difference).Max();
    }

    // A column of that name keeps it.
    private static string NameOf(string output, ScoringPipeline pipeline) => pipeline.InputColumns.Any(column => column.Name == output) ? $"{output}_2" : output;

    private static double[] Score(OnnxCase one)
    {
        ScoringPipeline pipeline = one.Pipeline;
        int columns = pipeline.InputColumns.Count;
        var cells = new double[one.Rows.Count * columns];
        for (int i = 0; i < cells.Length; i++) Assert.Null(pipeline.Parser(i % columns).Parse(one.Rows[i / columns][i % columns], out cells[i]));
        var outputs = new double[one.Rows.Count * pipeline.OutputColumns.Count];
        pipeline.Score(cells, outputs);
        return outputs;
    }

    private static void RequireLabels(OnnxCase one, double[] expected, OnnxOutput label)
    {
        ScoringPipeline pipeline = one.Pipeline;
        bool areNumbers = pipeline.TargetLabels.All(value => long.TryParse(value, CultureInfo.InvariantCulture, out long number) && number.ToString(CultureInfo.InvariantCulture) == value);
        Assert.Equal(areNumbers ? "int64" : "string", label.Type);
        Assert.Equal([one.Rows.Count], label.Dims);
        int classes = pipeline.OutputColumns.Count;
        for (int row = 0; row < one.Rows.Count; row++)
        {
            double[] outputs = expected[(row * classes)..((row + 1) * classes)];
            if (!IsTie(pipeline, outputs)) Assert.Equal(pipeline.TargetLabels[pipeline.Decide(outputs)], label.Texts[row]);
        }
    }

    private static bool IsTie(ScoringPipeline pipeline, double[] outputs)
    {
        if (outputs.Length == 2) return Math.Abs(outputs[1] - (pipeline.Manifest.Threshold ?? 0.5)) < Tie;
        double[] descending = [.. outputs.OrderDescending()];
        return descending[0] - descending[1] < Tie;
    }

    // A prediction beyond single precision is infinite there. NaN is as far away as can be.
    private static double Difference(double expected, double actual)
    {
        if ((float)expected == actual) return 0;
        double difference = Math.Abs(expected - actual) / Math.Max(1, Math.Abs(expected));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }
}
