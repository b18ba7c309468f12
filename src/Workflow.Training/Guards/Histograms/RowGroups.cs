using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Histograms;

/// <summary>Groups of rows that a histogram shows beside each other.</summary>
/// <param name="Names">What they are called.</param>
/// <param name="Rows">The rows of each.</param>
internal sealed record RowGroups(IReadOnlyList<string> Names, IReadOnlyList<int[]> Rows)
{
    /// <summary>The training rows of each class; for regression the thirds with the lowest, middle and highest targets.</summary>
    public static RowGroups OfTarget(Dataset dataset, int[] train)
    {
        if (dataset.Task == ModelTask.Regression)
        {
            int[] ordered = [.. train.OrderBy(row => dataset.Targets[row]).ThenBy(row => row)];
            int first = ordered.Length / 3, second = 2 * ordered.Length / 3;
            string target = dataset.Schema.Target;
            string[] names =
            [
                Text($"{target} below {dataset.Targets[ordered[first]]:G4}"),
                Text($"{target} up to {dataset.Targets[ordered[second]]:G4}"),
                Text($"{target} from {dataset.Targets[ordered[second]]:G4}"),
            ];
            return new RowGroups(names, [ordered[..first], ordered[first..second], ordered[second..]]);
        }

        IReadOnlyList<TargetClass> classes = dataset.Schema.Classes;
        return new RowGroups([.. classes.Select(c => c.Value)], [.. classes.Select((_, c) => train.Where(row => dataset.Labels[row] == c).ToArray())]);
    }

    /// <summary>The two parts of a split.</summary>
    public static RowGroups OfSplit(DataSplit split) => new([split.TrainName, split.TestName], [split.Train, split.Test]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
