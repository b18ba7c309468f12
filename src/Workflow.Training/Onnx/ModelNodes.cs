using Workflow.Scoring.Features;
using Workflow.Scoring.Models;

namespace Workflow.Training.Onnx;

/// <summary>The margins of models that are one formula or consist of other models.</summary>
internal static class ModelNodes
{
    /// <summary>Adds a model of any kind.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">The model's features in single precision.</param>
    /// <param name="model">The model.</param>
    /// <returns>One column per margin.</returns>
    public static string Add(OnnxGraph graph, string features, MarginModel model) => model switch
    {
        ConstantModel constant => AddConstant(graph, features, constant),
        LinearModel linear => LinearNodes.Add(graph, features, linear),
        TreeEnsemble trees => TreeNodes.Add(graph, features, trees),
        ForestModel forest => TreeNodes.Add(graph, features, forest),
        CalibratedModel calibrated => AddCalibrated(graph, features, calibrated),
        EnsembleModel ensemble => AddEnsemble(graph, features, ensemble),
        MixtureModel mixture => MixtureNodes.Add(graph, features, mixture),
        _ => throw new OnnxExportException($"a {model.GetType().Name} cannot be exported; use the scoring pipeline file"),
    };

    /// <summary>Adds a member of a model of several.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">The whole's features.</param>
    /// <param name="featureCount">How many there are.</param>
    /// <param name="member">The member.</param>
    /// <returns>Its margins, before the weight.</returns>
    public static string AddMember(OnnxGraph graph, string features, int featureCount, EnsembleMember member) =>
        Add(graph, graph.Select(features, member.Features, featureCount), member.Model);

    // As many lines as the features have.
    private static string AddConstant(OnnxGraph graph, string features, ConstantModel constant)
    {
        string rows = graph.Add("Shape", [features], OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1));
        string shape = graph.Add("Concat", [rows, graph.AddConstant(OnnxTensor.Of([1L], 1))], OnnxAttribute.Of("axis", 0));
        return graph.Add("Expand", [graph.AddLine([.. constant.Margins]), shape]);
    }

    private static string AddCalibrated(OnnxGraph graph, string features, CalibratedModel calibrated) => CurveNodes.Add(
        graph,
        Add(graph, features, calibrated.Inner),
        [.. calibrated.Curves.Select(curve => new FeatureCurve(curve.X.ToArray(), curve.Y.ToArray()))]);

    private static string AddEnsemble(OnnxGraph graph, string features, EnsembleModel ensemble) => graph.Add("Sum", ensemble.Members.Select(
        member => graph.Add("Mul", [AddMember(graph, features, ensemble.FeatureCount, member), graph.AddScalar(member.Weight)])));
}
