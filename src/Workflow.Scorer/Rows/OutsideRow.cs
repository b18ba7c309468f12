using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Rows;

/// <summary>A row that lies outside of where the training rows lay.</summary>
/// <param name="Row">Which one, from 0.</param>
/// <param name="Columns">The columns by each of which alone it does; none where only the combination is new.</param>
/// <param name="Distance">How far from the middle of the training rows it lies, in units of the joint limit; null where there is no such limit.</param>
internal sealed record OutsideRow(int Row, IReadOnlyList<string> Columns, double? Distance)
{
    /// <summary>Names of the columns by which a row lies outside; none where callers must not know them.</summary>
    /// <param name="model">Knows the columns.</param>
    /// <param name="isOutside">For each input column whether the row lies outside by it.</param>
    public static string[] Names(ServedModel model, ReadOnlySpan<bool> isOutside)
    {
        var names = new List<string>();
        for (int i = 0; i < isOutside.Length && !model.HidesSchema; i++)
        {
            if (isOutside[i]) names.Add(model.Pipeline.InputColumns[i].Name);
        }

        return [.. names];
    }

    /// <summary>The distance of a row.</summary>
    /// <param name="pipeline">Knows the joint limit.</param>
    /// <param name="cells">The cells of the row.</param>
    public static double? DistanceOf(ScoringPipeline pipeline, ReadOnlySpan<double> cells) =>
        pipeline.Envelope?.Joint?.RelativeDistance(cells) is { } distance && double.IsFinite(distance) ? distance : null;
}
