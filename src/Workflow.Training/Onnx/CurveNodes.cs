using Workflow.Scoring.Features;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>
/// Curves that are straight between their knots and constant beyond them, one for each column of a matrix. A tree per curve finds the segment in
/// which a value lies; segment 0 ends at the first knot, and the last one begins at the last.
/// </summary>
internal static class CurveNodes
{
    /// <summary>Adds the curves.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="values">One column per curve.</param>
    /// <param name="curves">The curves.</param>
    /// <returns>The value of each column's curve; NaN for NaN.</returns>
    public static string Add(OnnxGraph graph, string values, IReadOnlyList<FeatureCurve> curves)
    {
        // Start, length, and height at the start and gain of every segment: curve after curve.
        List<double> start = [], length = [], height = [], gain = [];
        var firstSegments = new long[curves.Count];
        var trees = new TreeTable(isDouble: true);
        for (int i = 0; i < curves.Count; i++)
        {
            (IReadOnlyList<double> x, IReadOnlyList<double> y) = curves[i];
            trees.BeginTree();
            AddSearch(trees, 0, i, x, 0, x.Count);
            firstSegments[i] = start.Count;
            for (int segment = 0; segment <= x.Count; segment++)
            {
                bool isFlat = segment == 0 || segment == x.Count;
                int left = Math.Max(0, segment - 1);
                start.Add(x[left]);
                height.Add(y[left]);
                length.Add(isFlat ? 1 : x[segment] - x[left]);
                gain.Add(isFlat ? 0 : y[segment] - y[left]);
            }
        }

        string found = graph.Cast(trees.AddTo(graph, values, curves.Count), DataType.Int64);
        string segments = graph.Add("Add", [found, graph.AddConstant(OnnxTensor.Of(firstSegments, 1, curves.Count))]);
        string share = graph.Add("Div", [graph.Add("Sub", [values, Look(start)]), Look(length)]);
        return graph.Add("Add", [Look(height), graph.Add("Mul", [share, Look(gain)])]);

        string Look(List<double> table) => graph.Add("Gather", [graph.AddConstant(OnnxTensor.Of(table.ToArray(), table.Count)), segments]);
    }

    // A balanced tree over some of the knots; its leaves are the segments between them. Each knot takes two nodes, and a leaf is left over.
    private static void AddSearch(TreeTable trees, int node, int curve, IReadOnlyList<double> knots, int low, int high)
    {
        if (low == high)
        {
            trees.AddLeaf(node);
            trees.AddWeight(node, curve, low);
            return;
        }

        int middle = (low + high) / 2;
        int left = node + 1, right = left + (2 * (middle - low)) + 1;
        trees.AddSplit(node, curve, knots[middle], left, right, isMissingLeft: false);
        AddSearch(trees, left, curve, knots, low, middle);
        AddSearch(trees, right, curve, knots, middle + 1, high);
    }
}
