namespace Workflow.Training.Onnx;

/// <summary>The step between margins and classes: one margin is the log-odds of the second of two classes.</summary>
internal static class ClassNodes
{
    /// <summary>Adds a margin for each class: 0 and the margin where there is one, the margins themselves otherwise.</summary>
    public static string AddClassMargins(OnnxGraph graph, string margins, int marginCount) =>
        marginCount == 1 ? graph.Add("MatMul", [margins, graph.AddMatrix([0, 1], 2)]) : margins;

    /// <summary>Adds the log-odds of the second of two classes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="logarithms">The logarithm of each class' probability, or of what is proportional to it.</param>
    /// <param name="scale">What the log-odds are multiplied by.</param>
    public static string AddLogOdds(OnnxGraph graph, string logarithms, double scale) => graph.Add("MatMul", [logarithms, graph.AddMatrix([-scale, scale], 1)]);
}
