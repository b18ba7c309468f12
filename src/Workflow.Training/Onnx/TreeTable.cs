using System.Runtime.InteropServices;
using Google.Protobuf;
using Workflow.Scoring.Models;
using Workflow.Training.Onnx.Messages;

namespace Workflow.Training.Onnx;

/// <summary>
/// The trees of one TreeEnsembleRegressor, node by node: a row goes to the left child where its value is below the threshold, and where it is
/// missing if the node says so. Each leaf adds a weight to one or several targets.
/// </summary>
/// <param name="isDouble">Whether values are compared and weights are added in double precision; in single precision otherwise.</param>
internal sealed class TreeTable(bool isDouble)
{
    private static readonly ByteString BranchMode = ByteString.CopyFromUtf8("BRANCH_LT");
    private static readonly ByteString LeafMode = ByteString.CopyFromUtf8("LEAF");

    private readonly AttributeProto _treeIds = OnnxAttribute.Of("nodes_treeids", Array.Empty<long>());
    private readonly AttributeProto _nodeIds = OnnxAttribute.Of("nodes_nodeids", Array.Empty<long>());
    private readonly AttributeProto _features = OnnxAttribute.Of("nodes_featureids", Array.Empty<long>());
    private readonly AttributeProto _modes = OnnxAttribute.Of("nodes_modes", Array.Empty<string>());
    private readonly AttributeProto _left = OnnxAttribute.Of("nodes_truenodeids", Array.Empty<long>());
    private readonly AttributeProto _right = OnnxAttribute.Of("nodes_falsenodeids", Array.Empty<long>());
    private readonly AttributeProto _missingLeft = OnnxAttribute.Of("nodes_missing_value_tracks_true", Array.Empty<long>());
    private readonly AttributeProto _weightTreeIds = OnnxAttribute.Of("target_treeids", Array.Empty<long>());
    private readonly AttributeProto _weightNodeIds = OnnxAttribute.Of("target_nodeids", Array.Empty<long>());
    private readonly AttributeProto _targets = OnnxAttribute.Of("target_ids", Array.Empty<long>());
    private readonly AttributeProto _weights = OnnxAttribute.Of("target_weights", Array.Empty<float>());
    private readonly List<double> _thresholds = [];
    private int _tree = -1;

    /// <summary>Begins the next tree.</summary>
    public void BeginTree() => _tree++;

    /// <summary>Adds a tree of a model.</summary>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="addWeights">Is told each leaf, to add its weights.</param>
    public void AddTree(ReadOnlySpan<TreeNode> nodes, Action<int> addWeights)
    {
        BeginTree();
        for (int i = 0; i < nodes.Length; i++)
        {
            TreeNode node = nodes[i];
            if (node.IsLeaf)
            {
                AddLeaf(i);
                addWeights(i);
            }
            else
            {
                AddSplit(i, node.Feature, node.Threshold, node.Left, node.Left + 1, isMissingLeft: node.MissingOffset == 0);
            }
        }
    }

    /// <summary>Adds a node that sends rows on.</summary>
    /// <param name="node">Its number within the tree.</param>
    /// <param name="feature">Index of the feature that is compared.</param>
    /// <param name="threshold">Values below it go left, values at or above it right.</param>
    /// <param name="left">Number of the left child.</param>
    /// <param name="right">Number of the right child.</param>
    /// <param name="isMissingLeft">Whether a missing value goes left.</param>
    public void AddSplit(int node, int feature, double threshold, int left, int right, bool isMissingLeft) =>
        AddNode(node, BranchMode, feature, threshold, left, right, isMissingLeft);

    /// <summary>Adds a node that keeps rows.</summary>
    public void AddLeaf(int node) => AddNode(node, LeafMode, 0, 0, 0, 0, isMissingLeft: false);

    /// <summary>Adds what a leaf of the tree adds to a target.</summary>
    public void AddWeight(int node, int target, float weight)
    {
        _weightTreeIds.Ints.Add(_tree);
        _weightNodeIds.Ints.Add(node);
        _targets.Ints.Add(target);
        _weights.Floats.Add(weight);
    }

    /// <summary>Adds the operator; the trees are summed in the order in which they were added.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">One column per feature, in the precision of the trees.</param>
    /// <param name="targets">Number of targets.</param>
    /// <returns>One column per target, in single precision.</returns>
    public string AddTo(OnnxGraph graph, string features, int targets) => graph.AddMachineLearning("TreeEnsembleRegressor", features,
    [
        OnnxAttribute.Of("n_targets", targets),
        OnnxAttribute.Of("aggregate_function", "SUM"),
        OnnxAttribute.Of("post_transform", "NONE"),
        _treeIds, _nodeIds, _features, _modes, Thresholds(), _left, _right, _missingLeft, _weightTreeIds, _weightNodeIds, _targets, _weights,
    ]);

    private void AddNode(int node, ByteString mode, int feature, double threshold, int left, int right, bool isMissingLeft)
    {
        _treeIds.Ints.Add(_tree);
        _nodeIds.Ints.Add(node);
        _modes.Strings.Add(mode);
        _features.Ints.Add(feature);
        _thresholds.Add(threshold);
        _left.Ints.Add(left);
        _right.Ints.Add(right);
        _missingLeft.Ints.Add(isMissingLeft ? 1 : 0);
    }

    private AttributeProto Thresholds() => isDouble
        ? OnnxAttribute.Of("nodes_values_as_tensor", OnnxTensor.Of(CollectionsMarshal.AsSpan(_thresholds), _thresholds.Count))
        : OnnxAttribute.Of("nodes_values", _thresholds.Select(threshold => (float)threshold));
}
