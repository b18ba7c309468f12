using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.Models;

public sealed class ForestCheckTests
{
    [Fact]
    public void Constructor_ValidParts_KeepsThem()
    {
        ForestModel forest = new Parts().Build();
        Assert.Equal((1, 3, 2, 0.5), (forest.TreeCount, forest.Nodes.Length, forest.OutputCount, forest.Floor));
        Assert.Equal(1, forest.MarginCount);
        Assert.Equal([9, 4, 5], forest.Covers.ToArray());
        Assert.Equal([0, 1, 0], forest.LeafRows.ToArray());
        Assert.Equal([0.5f, 0.5f, 0, 1], forest.LeafTable.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    public void MarginCount_OfOutputs_IsOneForTwoClasses(int outputs, int margins)
    {
        float[] table = new float[outputs];
        table[0] = 1;
        Assert.Equal(margins, new Parts { Outputs = outputs, LeafRows = new int[3], Table = table, Floor = outputs == 1 ? 0 : 1 }.Build().MarginCount);
    }

    [Fact]
    public void Constructor_ArraysChangedAfterwards_KeepsTheCheckedContent()
    {
        var parts = new Parts();
        ForestModel forest = parts.Build();
        Array.Fill(parts.LeafRows, 1000);
        Array.Fill(parts.Table, float.NaN);
        Assert.Equal([0, 1, 0], forest.LeafRows.ToArray());
        Assert.Equal([0.5f, 0.5f, 0, 1], forest.LeafTable.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.Epsilon)]
    public void Constructor_FloorOfClassesOutOfRange_Throws(double floor) => AssertRefused(new Parts { Floor = floor }, "positive normal number");

    [Theory]
    [InlineData(1e-6)]
    [InlineData(-0.0)]
    [InlineData(double.NaN)]
    public void Constructor_FloorOfARegression_Throws(double floor) =>
        AssertRefused(new Parts { Outputs = 1, Floor = floor }, "floor of a regression must be 0");

    [Theory]
    [InlineData(2, 3, "one cover per node")]
    [InlineData(4, 3, "one cover per node")]
    [InlineData(3, 2, "one leaf row per node")]
    [InlineData(3, 4, "one leaf row per node")]
    public void Constructor_OtherLengthThanNodes_Throws(int covers, int leafRows, string reason) =>
        AssertRefused(new Parts { Covers = new float[covers], LeafRows = new int[leafRows] }, reason);

    [Fact]
    public void Constructor_CoverOutOfRange_NamesTreeAndNode() =>
        AssertRefused(new Parts { Covers = [9, 4, float.NaN] }, "tree 0, node 2: the cover");

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, -1, 2)]
    [InlineData(2, int.MaxValue, 2)]
    public void Constructor_LeafRowOutOfRange_NamesTreeAndNode(int node, int row, int allowed)
    {
        var parts = new Parts();
        parts.LeafRows[node] = row;
        AssertRefused(parts, $"tree 0, node {node}: leaf row {row} of {allowed}");
    }

    [Theory]
    [InlineData(new[] { 1f, 0, 0.5f }, "not whole rows of 2")]
    [InlineData(new float[] { }, "leaf row 1 of 0")]
    [InlineData(new[] { 0.5f, 0.5f, 0.5f, 0.498f }, "leaf row 1 does not sum to 1")]
    [InlineData(new[] { 0.5f, 0.502f, 0, 1 }, "leaf row 0 does not sum to 1")]
    [InlineData(new[] { 0.5f, 0.5f, -0.5f, 1.5f }, "leaf row 1 has a value out of range")]
    [InlineData(new[] { 0.5f, 0.5f, float.NaN, 1 }, "leaf row 1 has a value out of range")]
    [InlineData(new[] { float.PositiveInfinity, 0.5f, 0, 1 }, "leaf row 0 has a value out of range")]
    public void Constructor_LeafTableThatHoldsNoDistributions_SaysWhich(float[] table, string reason) =>
        AssertRefused(new Parts { Table = table }, reason);

    [Fact]
    public void Constructor_LeafOfARegressionThatIsNotFinite_Throws() =>
        AssertRefused(new Parts { Outputs = 1, Floor = 0, Table = [1, float.NaN] }, "leaf row 1 has a value out of range");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructor_OutputCountOutOfRange_Throws(int outputs) => AssertRefused(new Parts { Outputs = outputs }, "margins are outside");

    [Fact]
    public void Constructor_MoreTreesAndOutputsThanARowHasTimeFor_Throws()
    {
        Assert.Equal(1024, SingleNodes(trees: 1024, outputs: 1 << 14).TreeCount);
        var refused = Assert.Throws<ArgumentException>(() => SingleNodes(trees: 1025, outputs: 1 << 14));
        Assert.Contains("1025 trees of 16384 outputs are too many", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_UnsoundTree_NamesTreeAndNode() =>
        AssertRefused(new Parts { Nodes = [TreeNode.Split(0, 1, 2, false), TreeNode.Leaf(1), TreeNode.Leaf(2)] }, "tree 0, node 0: child 2 of 3");

    private static ForestModel SingleNodes(int trees, int outputs)
    {
        float[] table = new float[outputs];
        table[0] = 1;
        TreeNode[] nodes = [.. Enumerable.Repeat(TreeNode.Leaf(0), trees)];
        return new ForestModel(1, outputs, [.. Enumerable.Range(0, trees + 1)], nodes, new float[trees], new int[trees], table, 1e-6);
    }

    private static void AssertRefused(Parts parts, string message)
    {
        var refused = Assert.Throws<ArgumentException>(parts.Build);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private sealed record Parts
    {
        public int Outputs { get; init; } = 2;

        public TreeNode[] Nodes { get; init; } = [TreeNode.Split(0, 1, 1, missingGoesRight: true), TreeNode.Leaf(1), TreeNode.Leaf(2)];

        public float[] Covers { get; init; } = [9, 4, 5];

        public int[] LeafRows { get; init; } = [0, 1, 0];

        public float[] Table { get; init; } = [0.5f, 0.5f, 0, 1];

        public double Floor { get; init; } = 0.5;

        public ForestModel Build() => new(1, Outputs, [0, Nodes.Length], Nodes, Covers, LeafRows, Table, Floor);
    }
}
