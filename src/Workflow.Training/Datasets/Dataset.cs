using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>
/// A table in memory, column by column. Feature cells have the form that scoring uses (<see cref="InputColumn"/>): the number, the index of
/// the level, NaN where missing. Labels are indices into the schema's classes.
/// </summary>
public sealed class Dataset
{
    /// <summary>Creates a dataset.</summary>
    /// <param name="schema">What it is.</param>
    /// <param name="features">One array of cells per feature, each as long as there are rows.</param>
    /// <param name="labels">One class index per row.</param>
    /// <exception cref="ArgumentException">Lengths or class indices that do not fit the schema.</exception>
    public Dataset(DatasetSchema schema, IReadOnlyList<double[]> features, int[] labels)
    {
        if (features.Count != schema.Features.Count
            || features.Any(cells => cells.Length != schema.RowCount)
            || labels.Length != schema.RowCount)
        {
            throw new ArgumentException("the columns do not fit the schema");
        }

        if (Array.Exists(labels, label => label < 0 || label >= schema.Classes.Count)) throw new ArgumentException("a label is no class of the schema");
        Schema = schema;
        Features = features;
        Labels = labels;
    }

    /// <summary>What the dataset is.</summary>
    public DatasetSchema Schema { get; }

    /// <summary>Cells per feature.</summary>
    public IReadOnlyList<double[]> Features { get; }

    /// <summary>Class index per row.</summary>
    public int[] Labels { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Schema.RowCount;

    /// <summary>The task that the label asks for.</summary>
    public ModelTask Task => Schema.Classes.Count == 2 ? ModelTask.Binary : ModelTask.Multiclass;

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
