using Workflow.Scoring.Models;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>The margins of a linear model: standardised features, missing ones at their mean, times weights, plus intercepts.</summary>
internal static class LinearNodes
{
    /// <summary>Adds the model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">Its features in single precision.</param>
    /// <param name="linear">The model.</param>
    /// <returns>One column per margin.</returns>
    public static string Add(OnnxGraph graph, string features, LinearModel linear)
    {
        string distance = graph.Add("Sub", [graph.Cast(features, DataType.Double), graph.AddLine(linear.Means)]);
        string standardised = graph.Add("Div", [distance, graph.AddLine(linear.Scales)]);
        string known = graph.Add("Where", [graph.Add("IsNaN", [standardised]), graph.AddScalar(0), standardised]);
        string products = graph.Add("MatMul", [known, graph.AddMatrix(WeightsByFeature(linear), linear.MarginCount)]);
        return graph.Add("Add", [products, graph.AddLine(linear.Intercepts)]);
    }

    private static double[] WeightsByFeature(LinearModel linear)
    {
        var weights = new double[linear.Weights.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = linear.Weights[(i % linear.MarginCount * linear.FeatureCount) + (i / linear.MarginCount)];
        return weights;
    }
}
