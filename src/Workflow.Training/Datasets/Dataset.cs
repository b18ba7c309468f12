using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>
/// A table in memory, column by column. Feature cells have the form that scoring uses (<see cref="InputColumn"/>): the number, the index of
/// the level, NaN where missing. What is to be predicted is a class, an index into the schema's classes, or for regression a number.
/// </summary>
public sealed class Dataset
{
    private Dataset(DatasetSchema schema, IReadOnlyList<double[]> features, int[] labels, double[] targets)
    {
        int[] lengths = [.. features.Select(cells => cells.Length), schema.Task == ModelTask.Regression ? targets.Length : labels.Length];
        if (features.Count != schema.Features.Count || Array.Exists(lengths, length => length != schema.RowCount))
        {
            throw new ArgumentException("the columns do not fit the schema");
        }

        Schema = schema;
        Features = features;
        Labels = labels;
        Targets = targets;
    }

    /// <summary>Creates a dataset whose label is a class.</summary>
    /// <param name="schema">What it is.</param>
    /// <param name="features">One array of cells per feature, each as long as there are rows.</param>
    /// <param name="labels">One class index per row.</param>
    /// <exception cref="ArgumentException">Lengths or class indices that do not fit the schema.</exception>
    public Dataset(DatasetSchema schema, IReadOnlyList<double[]> features, int[] labels)
        : this(schema, features, labels, [])
    {
        if (schema.Task == ModelTask.Regression) throw new ArgumentException("the schema has no classes");
        if (Array.Exists(labels, label => label < 0 || label >= schema.Classes.Count)) throw new ArgumentException("a label is no class of the schema");
    }

    /// <summary>What the dataset is.</summary>
    public DatasetSchema Schema { get; }

    /// <summary>Cells per feature.</summary>
    public IReadOnlyList<double[]> Features { get; }

    /// <summary>Class index per row; empty for regression.</summary>
    public int[] Labels { get; }

    /// <summary>The number to be predicted per row; empty unless the task is regression.</summary>
    public double[] Targets { get; }

    /// <summary>Which combination of settings each row was made under, numbered as they first appear; empty where no settings are known.</summary>
    public int[] Settings { get; private init; } = [];

    /// <summary>Block of each row, ascending from 0: contiguous rows under the same settings. Empty where no settings are known.</summary>
    public int[] Blocks { get; private init; } = [];

    /// <summary>Number of rows.</summary>
    public int RowCount => Schema.RowCount;

    /// <summary>The task that the label asks for.</summary>
    public ModelTask Task => Schema.Task;

    /// <summary>Creates a dataset whose label is a number.</summary>
    /// <param name="schema">What it is; without classes.</param>
    /// <param name="features">One array of cells per feature, each as long as there are rows.</param>
    /// <param name="targets">One finite number per row.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit the schema, or a number that is not finite.</exception>
    public static Dataset ForRegression(DatasetSchema schema, IReadOnlyList<double[]> features, double[] targets)
    {
        if (schema.Task != ModelTask.Regression) throw new ArgumentException("the schema has classes");
        if (!Array.TrueForAll(targets, double.IsFinite)) throw new ArgumentException("a number to be predicted is not finite");
        return new Dataset(schema, features, [], targets);
    }

    /// <summary>The same dataset with the settings under which its rows were made.</summary>
    /// <param name="columns">Names of the settings; at least one.</param>
    /// <param name="settings">The combination of each row.</param>
    /// <exception cref="ArgumentException">Not one combination per row, or settings without a name.</exception>
    public Dataset WithSettings(IReadOnlyList<string> columns, int[] settings)
    {
        if (columns.Count == 0 || settings.Length != RowCount) throw new ArgumentException("the settings do not fit the schema");
        var blocks = new int[settings.Length];
        for (int row = 1; row < blocks.Length; row++) blocks[row] = blocks[row - 1] + (settings[row] == settings[row - 1] ? 0 : 1);
        return new Dataset(Schema with { Settings = columns }, Features, Labels, Targets) { Settings = settings, Blocks = blocks };
    }

    /// <summary>Index of a feature by name; -1 where there is none.</summary>
    public int IndexOf(string feature)
    {
        for (int i = 0; i < Schema.Features.Count; i++)
        {
            if (string.Equals(Schema.Features[i].Name, feature, StringComparison.Ordinal)) return i;
        }

        return -1;
    }
}
