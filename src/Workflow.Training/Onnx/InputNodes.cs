using System.Globalization;
using Workflow.Scoring.Schema;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>
/// The inputs, one per column and named like it, joined to the cells of the scoring runtime: a number itself, a category as the index of its
/// level, NaN where a value is missing.
/// </summary>
internal static class InputNodes
{
    /// <summary>Adds the inputs.</summary>
    /// <returns>The cells, one column per input.</returns>
    public static string Add(OnnxGraph graph, IReadOnlyList<InputColumn> columns)
    {
        foreach (InputColumn column in columns)
        {
            graph.AddInput(column.Name, column.Type == ColumnType.Category ? DataType.String : DataType.Double, Describe(column));
        }

        return graph.Join([.. columns.Select(column => column.Type == ColumnType.Category ? AddCodes(graph, column) : column.Name)]);
    }

    // Single precision holds every index of a level: there are fewer than 2^24.
    private static string AddCodes(OnnxGraph graph, InputColumn column)
    {
        string[] missing = [string.Empty, .. column.MissingTexts];
        string codes = graph.AddMachineLearning("LabelEncoder", column.Name,
        [
            OnnxAttribute.Of("keys_strings", [.. column.Levels, .. missing]),
            OnnxAttribute.Of("values_floats", [.. Enumerable.Range(0, column.Levels.Count), .. missing.Select(_ => float.NaN)]),
            OnnxAttribute.Of("default_float", (float)InputColumn.UnseenLevel),
        ]);
        return graph.Cast(codes, DataType.Double);
    }

    private static string Describe(InputColumn column)
    {
        if (column.Type == ColumnType.Category) return "a text; the empty text where it is missing";
        string unit = column.Unit is null ? string.Empty : $" in {column.Unit}";
        string range = column is { Minimum: { } low, Maximum: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $", {low} to {high} in training")
            : string.Empty;
        return $"a number{unit}{range}; NaN where it is missing";
    }
}
