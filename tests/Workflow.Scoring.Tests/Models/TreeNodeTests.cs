using System.Runtime.CompilerServices;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class TreeNodeTests
{
    [Fact]
    public void Type_InMemory_HasEightBytes() => Assert.Equal(8, Unsafe.SizeOf<TreeNode>());

    [Theory]
    [InlineData(0, 0.5f, 1, false)]
    [InlineData(TreeNode.MaximumFeature, -1e30f, ushort.MaxValue, true)]
    public void Split_AllowedParts_AreReadBack(int feature, float threshold, int left, bool missingGoesRight)
    {
        TreeNode node = TreeNode.Split(feature, threshold, left, missingGoesRight);
        Assert.False(node.IsLeaf);
        Assert.Equal((feature, threshold, left), (node.Feature, node.Threshold, node.Left));
        Assert.Equal(missingGoesRight ? 1 : 0, node.MissingOffset);
    }

    [Fact]
    public void Leaf_AllowedIndex_PointsToItself()
    {
        TreeNode node = TreeNode.Leaf(ushort.MaxValue);
        Assert.True(node.IsLeaf);
        Assert.Equal((0, ushort.MaxValue, 0), (node.Feature, node.Left, node.MissingOffset));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(TreeNode.MaximumFeature + 1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, ushort.MaxValue + 1)]
    public void Split_FeatureOrChildOutOfRange_Throws(int feature, int left) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeNode.Split(feature, 0, left, missingGoesRight: false));

    [Theory]
    [InlineData(-1)]
    [InlineData(ushort.MaxValue + 1)]
    public void Leaf_IndexOutOfRange_Throws(int index) => Assert.Throws<ArgumentOutOfRangeException>(() => TreeNode.Leaf(index));

    [Fact]
    public void Equals_NodesOfTheSameBytes_AreEqual()
    {
        TreeNode node = TreeNode.Split(3, 0.5f, 7, missingGoesRight: true);
        Assert.Equal(node, TreeNode.Split(3, 0.5f, 7, missingGoesRight: true));
        Assert.True(TreeNode.Leaf(3) == TreeNode.Leaf(3));
        Assert.Equal(TreeNode.Leaf(3).GetHashCode(), TreeNode.Leaf(3).GetHashCode());
    }

    [Fact]
    public void Equals_NodesOfDifferentBytes_AreNot()
    {
        TreeNode node = TreeNode.Split(3, 0, 7, missingGoesRight: false);
        Assert.All(
            [
                TreeNode.Split(4, 0, 7, false), TreeNode.Split(3, -0f, 7, false), TreeNode.Split(3, 0, 8, false),
                TreeNode.Split(3, 0, 7, true), TreeNode.Leaf(7), TreeParts.RawNode(1, 3, 7),
            ],
            other => Assert.True(node != other));
    }
}
