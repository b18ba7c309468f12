using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class TreeEnsembleCheckTests
{
    private const uint StandardNaN = 0xFFC00000;

    [Fact]
    public void Constructor_ValidParts_KeepsThem()
    {
        TreeEnsemble ensemble = new TreeParts().Build();
        Assert.Equal(2, ensemble.TreeCount);
        Assert.Equal(8, ensemble.Nodes.Length);
        Assert.Equal([0, 5, 8], ensemble.Starts.ToArray());
        Assert.Equal([0.5f, -0.5f], ensemble.BaseMargins.ToArray());
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(2, 2)]
    [InlineData(2, 1)]
    [InlineData(0, 5)]
    [InlineData(0, 4)]
    [InlineData(5, 2)]
    [InlineData(5, 3)]
    [InlineData(2, 65535)]
    public void Constructor_ChildThatIsNoLaterNodeOfTheTree_NamesTreeAndNode(int node, int child)
    {
        TreeParts parts = new TreeParts().WithNode(node, TreeNode.Split(0, 1, child, missingGoesRight: false));
        int size = node < 5 ? 5 : 3;
        AssertRefused(parts, node, $"child {child} of {size} nodes");
    }

    [Fact]
    public void Constructor_NodeThatNoWayLeadsTo_NamesTreeAndNode() =>
        AssertRefused(new TreeParts().WithNode(2, TreeNode.Leaf(2)), 3, "no way leads to it");

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    public void Constructor_NodeThatTwoWaysLeadTo_NamesTreeAndNode(int node, int child) => AssertRefused(
        new TreeParts().WithNode(node, TreeNode.Split(0, 1, child, missingGoesRight: false)), child == 2 ? 1 : 2, "another way leads to child");

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, TreeNode.MaximumFeature)]
    public void Constructor_FeatureOutOfRange_NamesTreeAndNode(int node, int feature) =>
        AssertRefused(new TreeParts().WithNode(node, TreeNode.Split(feature, 1, 1, missingGoesRight: false)), node, $"feature {feature} of 3");

    [Theory]
    [InlineData(2, float.PositiveInfinity)]
    [InlineData(5, float.NegativeInfinity)]
    public void Constructor_InfiniteThreshold_NamesTreeAndNode(int node, float threshold)
    {
        int child = node == 2 ? 3 : 1;
        AssertRefused(new TreeParts().WithNode(node, TreeNode.Split(0, threshold, child, false)), node, "the threshold is not finite");
    }

    [Fact]
    public void Constructor_ThresholdNaN_NamesTreeAndNode() =>
        AssertRefused(new TreeParts().WithNode(2, TreeNode.Split(0, float.NaN, 3, false)), 2, "a leaf must point to itself");

    [Theory]
    [InlineData(1, float.NaN)]
    [InlineData(4, float.PositiveInfinity)]
    [InlineData(6, float.NegativeInfinity)]
    public void Constructor_LeafValueNotFinite_NamesTreeAndNode(int node, float value) =>
        AssertRefused(new TreeParts().WithLeafValue(node, value), node, "the leaf's value is not finite");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, float.NaN)]
    [InlineData(5, -0f)]
    public void Constructor_LeafValueOfASplit_NamesTreeAndNode(int node, float value) =>
        AssertRefused(new TreeParts().WithLeafValue(node, value), node, "only a leaf has a value");

    [Theory]
    [InlineData(StandardNaN, 0, 2)]
    [InlineData(StandardNaN, 0, 4)]
    [InlineData(StandardNaN, 1, 3)]
    [InlineData(StandardNaN, 0x8000, 3)]
    [InlineData(0x7FC00000u, 0, 3)]
    [InlineData(0xFFC00001u, 0, 3)]
    public void Constructor_LeafWithOtherBytesThanALeafHas_NamesTreeAndNode(uint threshold, ushort feature, ushort left) =>
        AssertRefused(new TreeParts().WithNode(3, TreeParts.RawNode(threshold, feature, left)), 3, "a leaf must point to itself");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(TreeNode.MaximumFeature + 2)]
    public void Constructor_FeatureCountOutOfRange_Throws(int count) =>
        AssertRefused(new TreeParts { FeatureCount = count }, $"{count} features");

    [Theory]
    [InlineData(new int[] { })]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 0, 8 })]
    [InlineData(new[] { 0, 5, 8, 8 })]
    public void Constructor_StartsForAnotherNumberOfTrees_Throws(int[] starts) =>
        AssertRefused(new TreeParts { Starts = starts }, "one start per tree");

    [Theory]
    [InlineData(new[] { 1, 5, 8 })]
    [InlineData(new[] { 0, 5, 7 })]
    [InlineData(new[] { 0, 5, 9 })]
    public void Constructor_StartsThatDoNotCoverTheNodes_Throws(int[] starts) =>
        AssertRefused(new TreeParts { Starts = starts }, "do not cover the nodes");

    [Theory]
    [InlineData(new[] { 0, 0, 8 }, "tree 0 has 0 nodes")]
    [InlineData(new[] { 0, 9, 8 }, "tree 0 has 9 nodes")]
    [InlineData(new[] { 0, -5, 8 }, "tree 0 has -5 nodes")]
    public void Constructor_TreeOfImpossibleSize_NamesTheTree(int[] starts, string reason) =>
        AssertRefused(new TreeParts { Starts = starts }, reason);

    [Fact]
    public void Constructor_TreeForAMarginThatDoesNotExist_NamesTheTree() =>
        AssertRefused(new TreeParts { TreeMargins = [0, 2] }, "tree 1 adds to margin 2 of 2");

    [Fact]
    public void Constructor_LeafValuesOfAnotherLength_Throws() =>
        AssertRefused(new TreeParts { LeafValues = new float[7] }, "one leaf value per node");

    [Fact]
    public void Constructor_NoCovers_IsAllowed() => Assert.True(new TreeParts { Covers = [] }.Build().Covers.IsEmpty);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public void Constructor_CoversOfAnotherLength_Throws(int length) =>
        AssertRefused(new TreeParts { Covers = new float[length] }, "one cover per node, or none at all");

    [Theory]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Constructor_CoverOutOfRange_NamesTreeAndNode(float cover) => AssertRefused(
        new TreeParts { Covers = [9, 4, 5, 2, 3, 7, cover, 7] }, "tree 1, node 1: the cover is negative or not finite");

    [Theory]
    [InlineData(new float[] { })]
    [InlineData(new[] { 0, float.NaN })]
    [InlineData(new[] { float.NegativeInfinity, 0 })]
    public void Constructor_BaseMarginsThatAreNoFiniteNumbers_Throws(float[] margins) =>
        AssertRefused(new TreeParts { BaseMargins = margins }, "margin");

    [Fact]
    public void Constructor_NoTrees_Throws() =>
        AssertRefused(new TreeParts { Starts = [0], TreeMargins = [], Nodes = [], LeafValues = [] }, "at least one tree");

    // Otherwise two infinities of different sign could meet and answer NaN.
    [Theory]
    [InlineData(0, 3e38f)]
    [InlineData(4, -3e38f)]
    public void Constructor_SumThatCouldOverflow_NamesTheMargin(int node, float value)
    {
        TreeParts parts = new TreeParts { BaseMargins = [1e38f, 0] }.WithLeafValue(node == 0 ? 1 : node, value);
        AssertRefused(parts, "margin 0 could overflow");
    }

    private static void AssertRefused(TreeParts parts, int node, string reason) =>
        AssertRefused(parts, node < 5 ? $"tree 0, node {node}: {reason}" : $"tree 1, node {node - 5}: {reason}");

    private static void AssertRefused(TreeParts parts, string message)
    {
        var refused = Assert.Throws<ArgumentException>(parts.Build);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
