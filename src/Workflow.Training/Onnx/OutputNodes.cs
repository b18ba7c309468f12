using System.Globalization;
using Workflow.Scoring.Format;
using Workflow.Scoring.Maths;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>The outputs: <c>label</c> and <c>probabilities</c> of classes, <c>prediction</c> of a number.</summary>
internal static class OutputNodes
{
    private const double StandardThreshold = 0.5;

    /// <summary>Adds the outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="margins">The margins.</param>
    /// <param name="manifest">What the pipeline is.</param>
    public static void Add(OnnxGraph graph, string margins, PipelineManifest manifest)
    {
        if (manifest.Link == Link.Identity)
        {
            graph.AddOutput("prediction", graph.Cast(margins, DataType.Float), DataType.Float, 1, $"the predicted {manifest.Target}");
            return;
        }

        string[] classes = [.. manifest.Classes.Select(c => c.Value)];
        string classMargins = ClassNodes.AddClassMargins(graph, margins, manifest.Link == Link.Sigmoid ? 1 : classes.Length);
        string probabilities = graph.Add("Softmax", [classMargins], OnnxAttribute.Of("axis", 1));
        string choice = manifest.Link == Link.Sigmoid
            ? AddChoiceOfTwo(graph, probabilities, manifest.Threshold ?? StandardThreshold)
            : graph.Add("ArgMax", [probabilities], OnnxAttribute.Of("axis", 1), OnnxAttribute.Of("keepdims", 0));
        long[]? numbers = WholeNumbers(classes);
        string labels = graph.AddConstant(numbers is null ? OnnxTensor.Of(classes) : OnnxTensor.Of(numbers, numbers.Length));
        graph.AddOutput(
            "label", graph.Add("Gather", [labels, choice]), numbers is null ? DataType.String : DataType.Int64, null, $"the class of {manifest.Target} that the model decides for");
        graph.AddOutput(
            "probabilities", graph.Cast(probabilities, DataType.Float), DataType.Float, classes.Length, $"the probability of each class of {manifest.Target}: {string.Join(", ", classes)}");
    }

    private static string AddChoiceOfTwo(OnnxGraph graph, string probabilities, double threshold)
    {
        string second = graph.Add("Gather", [probabilities, graph.AddConstant(OnnxTensor.Of([1L]))], OnnxAttribute.Of("axis", 1));
        return graph.Cast(graph.Add("GreaterOrEqual", [second, graph.AddScalar(threshold)]), DataType.Int64);
    }

    // Null where a class is no whole number, or is not written as a program would write it: 007 must not become 7.
    private static long[]? WholeNumbers(string[] classes)
    {
        var numbers = new long[classes.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            bool isNumber = long.TryParse(classes[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]);
            if (!isNumber || numbers[i].ToString(CultureInfo.InvariantCulture) != classes[i]) return null;
        }

        return numbers;
    }
}
