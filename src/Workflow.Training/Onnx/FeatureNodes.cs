using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>The features that models see, computed from cells: all features of a kind at once.</summary>
internal static class FeatureNodes
{
    /// <summary>Adds the features.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cells">The cells, one column per input.</param>
    /// <param name="columns">The inputs.</param>
    /// <param name="steps">How each feature comes from an input.</param>
    /// <returns>The features in the order of the steps, in single precision as the scoring runtime has them; NaN where one is missing.</returns>
    public static string Add(OnnxGraph graph, string cells, IReadOnlyList<InputColumn> columns, IReadOnlyList<FeatureStep> steps)
    {
        Dictionary<string, int> indexes = columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        (int Index, FeatureStep Step)[] grouped = [.. steps.Index().OrderBy(step => step.Item.Kind)];
        var values = new List<string>();
        foreach (var group in grouped.GroupBy(feature => feature.Step.Kind))
        {
            FeatureStep[] chosen = [.. group.Select(feature => feature.Step)];
            string read = graph.Select(cells, [.. chosen.Select(step => indexes[step.Column])], columns.Count);
            values.Add(AddKind(graph, group.Key, read, chosen, columns));
        }

        int[] positions = [.. grouped.Index().OrderBy(feature => feature.Item.Index).Select(feature => feature.Index)];
        return graph.Cast(graph.Select(graph.Join(values), positions, steps.Count), DataType.Float);
    }

    private static string AddKind(OnnxGraph graph, FeatureKind kind, string cells, FeatureStep[] steps, IReadOnlyList<InputColumn> columns) => kind switch
    {
        FeatureKind.Number or FeatureKind.Ordinal => cells,
        FeatureKind.Indicator => AddIndicators(graph, cells, [.. steps.Select(step => LevelIndex(columns, step))]),
        FeatureKind.Logarithm => AddLogarithms(graph, cells, [.. steps.Select(step => step.Scale!.Value)]),
        FeatureKind.NormalScore => CurveNodes.Add(graph, cells, [.. steps.Select(step => step.Curve!)]),
        _ => throw new OnnxExportException($"feature '{steps[0].Name}' is of kind {kind}, which cannot be exported; use the scoring pipeline file"),
    };

    private static string AddIndicators(OnnxGraph graph, string cells, double[] levels)
    {
        string isLevel = graph.Cast(graph.Add("Equal", [cells, graph.AddLine(levels)]), DataType.Double);
        return graph.Add("Where", [graph.Add("IsNaN", [cells]), cells, isLevel]);
    }

    private static string AddLogarithms(OnnxGraph graph, string cells, double[] scales)
    {
        string size = graph.Add("Div", [graph.Add("Abs", [cells]), graph.AddLine(scales)]);
        string logarithm = graph.Add("Log", [graph.Add("Add", [size, graph.AddScalar(1)])]);
        return graph.Add("Mul", [graph.Add("Sign", [cells]), logarithm]);
    }

    private static double LevelIndex(IReadOnlyList<InputColumn> columns, FeatureStep step) =>
        columns.First(column => string.Equals(column.Name, step.Column, StringComparison.Ordinal)).Levels.Index().First(level => level.Item == step.Level).Index;
}
