using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;

namespace Workflow.Training.Splits;

/// <summary>Divides a dataset into training and test rows.</summary>
public static class Splitter
{
    /// <summary>Makes a split of our own: seeded, and the same for ever.</summary>
    /// <exception cref="SplitException">One of the parts would be empty, or a class has too few rows.</exception>
    public static DataSplit Split(Dataset dataset, SplitDefinition definition)
    {
        bool[] isTest = definition switch
        {
            { Shuffle: false } => LastRows(dataset, definition),
            { Stratify: true } => Stratified(dataset, definition),
            _ => Shuffled(dataset, definition),
        };
        string method = definition.Shuffle
            ? string.Create(CultureInfo.InvariantCulture, $"{(definition.Stratify ? "stratified, " : string.Empty)}shuffled, seed {definition.Seed}")
            : "last rows, not shuffled";
        string? warning = definition.Shuffle
            ? null
            : "the test part is the last rows of the source, not shuffled: if rows are ordered, train and test differ in distribution";
        return Create(dataset, definition, isTest, method, warning);
    }

    /// <summary>Makes the split that a file of published test indices describes.</summary>
    /// <exception cref="SplitException">The file does not fit the dataset.</exception>
    public static DataSplit SplitAsPublished(Dataset dataset, SplitDefinition definition, ReadOnlyMemory<byte> file)
    {
        int[] test = PublishedSplits.Find(file, definition.PublishedFile!, dataset.Schema.Target, definition.PublishedName!);
        var isTest = new bool[dataset.RowCount];
        foreach (int row in test)
        {
            if (row < 0 || row >= isTest.Length)
            {
                throw new SplitException($"{definition.PublishedFile}: row {row} of split '{definition.PublishedName}' is outside the dataset's {isTest.Length} rows");
            }

            if (isTest[row]) throw new SplitException($"{definition.PublishedFile}: row {row} stands twice in split '{definition.PublishedName}'");
            isTest[row] = true;
        }

        return Create(dataset, definition, isTest, $"published split '{definition.PublishedName}'", null);
    }

    private static DataSplit Create(Dataset dataset, SplitDefinition definition, bool[] isTest, string method, string? warning)
    {
        int[] rows = [.. Enumerable.Range(0, isTest.Length)];
        int[] train = [.. rows.Where(row => !isTest[row])];
        int[] test = [.. rows.Where(row => isTest[row])];
        if (train.Length == 0 || test.Length == 0)
        {
            throw new SplitException($"{train.Length} rows for training and {test.Length} for the test: neither may be empty");
        }

        for (int c = 0; c < dataset.Schema.Classes.Count; c++)
        {
            int label = c;
            int count = train.Count(row => dataset.Labels[row] == label);
            if (count >= 2) continue;
            throw new SplitException(
                $"class {dataset.Schema.Classes[c].Value} of {dataset.Schema.Target} has {count} rows for training; at least 2 are needed"
                + (dataset.Labels.Contains(label) ? string.Empty : " (the dataset has none: remove the class from the recipe)"));
        }

        return new DataSplit(definition.TrainName, definition.TestName, train, test, method, warning);
    }

    private static bool[] LastRows(Dataset dataset, SplitDefinition definition)
    {
        int test = TestCount(dataset, definition);
        return [.. Enumerable.Range(0, dataset.RowCount).Select(row => row >= dataset.RowCount - test)];
    }

    private static bool[] Shuffled(Dataset dataset, SplitDefinition definition)
    {
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
        SeededRandom.For(definition.Seed, "split").Shuffle<int>(rows);
        var isTest = new bool[rows.Length];
        foreach (int row in rows.AsSpan(0, TestCount(dataset, definition))) isTest[row] = true;
        return isTest;
    }

    // Each class (or tenth of the numbers to be predicted) gives its share, rounded down; what is left over goes to the classes with the largest remainders.
    private static bool[] Stratified(Dataset dataset, SplitDefinition definition)
    {
        var strata = Strata.Of(dataset.Labels, dataset.Schema.Classes.Count, dataset.Targets);
        int[][] rowsOfStratum = [.. Enumerable.Range(0, strata.Count).Select(stratum => RowsOf(strata, stratum))];
        double[] shares = [.. rowsOfStratum.Select(rows => rows.Length * definition.TestShare)];
        int[] counts = [.. shares.Select(share => (int)Math.Floor(share))];
        int missing = TestCount(dataset, definition) - counts.Sum();
        foreach (int c in Enumerable.Range(0, counts.Length).OrderByDescending(c => shares[c] - counts[c]).ThenBy(c => c).Take(missing)) counts[c]++;

        var isTest = new bool[dataset.RowCount];
        for (int c = 0; c < counts.Length; c++)
        {
            SeededRandom.For(definition.Seed, "split", c).Shuffle<int>(rowsOfStratum[c]);
            foreach (int row in rowsOfStratum[c].AsSpan(0, counts[c])) isTest[row] = true;
        }

        return isTest;
    }

    private static int[] RowsOf(Strata strata, int stratum) => [.. Enumerable.Range(0, strata.OfRow.Length).Where(row => strata.OfRow[row] == stratum)];

    private static int TestCount(Dataset dataset, SplitDefinition definition) =>
        (int)Math.Round(dataset.RowCount * definition.TestShare, MidpointRounding.AwayFromZero);
}
