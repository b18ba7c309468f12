using System.Globalization;
using System.Text;
using Workflow.Training.Datasets;
using Workflow.Training.Splits;

namespace Workflow.Bench.Targets;

/// <summary>One target on one published split, as other programs read it: a CSV of features, class index and fold.</summary>
internal static class Problem
{
    private const int Test = -1;

    /// <summary>Writes all targets on all splits: <c>TARGET-SPLIT.csv</c>.</summary>
    public static void WriteAll(string root, string directory)
    {
        foreach (string name in HydraulicTarget.Names)
        {
            var target = HydraulicTarget.Read(root, name);
            for (int split = 1; split <= 10; split++)
            {
                Write(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{split}.csv")), target.Dataset, target.Split(split), target.Dropped, 5, 42);
            }
        }
    }

    /// <summary>Writes one CSV. The folds are those of an experiment with this seed.</summary>
    public static void Write(string path, Dataset dataset, DataSplit split, IReadOnlySet<string> dropped, int folds, long seed)
    {
        int[] columns = [.. Enumerable.Range(0, dataset.Features.Count).Where(i => !dropped.Contains(dataset.Schema.Features[i].Name))];
        int[] labels = [.. split.Train.Select(row => dataset.Labels[row])];
        int[] foldOfTraining = StratifiedFolds.Assign(labels, dataset.Schema.Classes.Count, folds, seed, "cross-validation");
        int[] foldOfRow = [.. Enumerable.Repeat(Test, dataset.RowCount)];
        for (int i = 0; i < split.Train.Length; i++) foldOfRow[split.Train[i]] = foldOfTraining[i];

        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(column => dataset.Schema.Features[column].Name)).Append(",label,fold\n");
        for (int row = 0; row < dataset.RowCount; row++)
        {
            foreach (int column in columns) text.Append(CultureInfo.InvariantCulture, $"{(float)dataset.Features[column][row]:R},");
            text.Append(CultureInfo.InvariantCulture, $"{dataset.Labels[row]},{foldOfRow[row]}\n");
        }

        File.WriteAllText(path, text.ToString());
    }
}
