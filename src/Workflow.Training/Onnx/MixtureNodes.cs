using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Training.Onnx;

/// <summary>The margins of a mixture: logarithms of weighted sums of the members' probabilities, computed without leaving logarithms.</summary>
internal static class MixtureNodes
{
    /// <summary>Adds the mixture.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">Its features in single precision.</param>
    /// <param name="mixture">The mixture.</param>
    /// <returns>One column per margin.</returns>
    public static string Add(OnnxGraph graph, string features, MixtureModel mixture)
    {
        // Rows, classes, members: the sum goes over the last.
        string last = graph.AddConstant(OnnxTensor.Of([2L], 1));
        string[] members = [.. mixture.Members.Select(member => graph.Add("Unsqueeze", [AddMember(graph, features, mixture, member), last]))];
        string stacked = graph.Add("Concat", members, OnnxAttribute.Of("axis", 2));
        string sums = graph.Add("ReduceLogSumExp", [stacked], OnnxAttribute.Of("axes", [2]), OnnxAttribute.Of("keepdims", 0));
        return mixture.MarginCount == 1
            ? ClassNodes.AddLogOdds(graph, sums, mixture.Scale)
            : graph.Add("Mul", [sums, graph.AddScalar(mixture.Scale)]);
    }

    private static string AddMember(OnnxGraph graph, string features, MixtureModel mixture, EnsembleMember member)
    {
        string margins = ModelNodes.AddMember(graph, features, mixture.FeatureCount, member);
        string classes = ClassNodes.AddClassMargins(graph, margins, mixture.MarginCount);
        string logarithms = graph.Add("LogSoftmax", [classes], OnnxAttribute.Of("axis", 1));
        return graph.Add("Add", [logarithms, graph.AddScalar(PortableMath.Log(member.Weight))]);
    }
}
