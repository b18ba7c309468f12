using System.Text;
using Workflow.Scoring.Models;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class XGBoostModelReaderTests
{
    // Depth first as XGBoost may store it: x0 below 1 leads to 10; else a second question, x1 below 2, chooses between 20 and 30.
    private const string Tree = """
        {"left_children": [1, -1, 3, -1, -1], "right_children": [2, -1, 4, -1, -1], "split_indices": [0, 0, 1, 0, 0],
         "split_conditions": [1, 10, 2, 20, 30], "default_left": [0, 0, 1, 0, 0],
         "sum_hessian": [9, 4, 5, 2, 3]}
        """;

    [Theory]
    [InlineData(0.5f, 0f, 10)]
    [InlineData(1f, 0f, 20)]
    [InlineData(1f, 2f, 30)]
    [InlineData(float.NaN, 1.9f, 20)]
    [InlineData(float.NaN, 2f, 30)]
    [InlineData(1f, float.NaN, 20)]
    [InlineData(float.NaN, float.NaN, 20)]
    public void Read_ATree_AsksItsQuestions(float x0, float x1, double expected)
    {
        TreeEnsemble model = Read(Model(Tree));
        Assert.Equal([expected], model.Margins(TestMatrices.Create([0], 2, x0, x1)));
    }

    [Fact]
    public void Read_DefaultDirectionsAsFlags_AreTheSame() =>
        Assert.Equal(ModelCodec.Write(Read(Model(Tree))), ModelCodec.Write(Read(Model(Tree.Replace("\"default_left\": [0, 0, 1, 0, 0]", "\"default_left\": [false, false, true, false, false]", StringComparison.Ordinal)))));

    [Fact]
    public void Read_ATree_KeepsTheSumsOfHessiansAsCovers() => Assert.Equal([9, 4, 5, 2, 3], Read(Model(Tree)).Covers.ToArray());

    [Fact]
    public void Read_BaseScoreOfSeveralClasses_IsTheirMargin()
    {
        TreeEnsemble model = Read(Model(Leaf(1), baseScore: "2.5E-1", treeInfo: "2", objective: "multi:softprob"), marginCount: 3);
        Assert.Equal([0.25, 0.25, 1.25], model.Margins(TestMatrices.Create([0], 3, 0, 0)));
    }

    [Fact]
    public void Read_BaseScoreOfNumbers_IsTheirMargin()
    {
        TreeEnsemble model = Read(Model(Leaf(1), baseScore: "2.5E2", objective: "reg:squarederror"));
        Assert.Equal([251], model.Margins(TestMatrices.Create([0], 2, 0, 0)));
    }

    // A probability other than one half would have to become a margin by XGBoost's own logarithm.
    [Fact]
    public void Read_BaseScoreOfTwoClasses_IsOneHalfOrRefused()
    {
        Assert.Equal([7.0], Read(Model(Leaf(7))).Margins(TestMatrices.Create([0], 2, 0, 0)));
        AssertRefused(Model(Leaf(7), baseScore: "2.5E-1"), "base score 2.5E-1 for two classes");
    }

    [Theory]
    [InlineData("gblinear")]
    [InlineData("dart")]
    public void Read_AnotherBooster_IsRefusedByName(string booster) => AssertRefused(Model(Leaf(7), booster: booster), $"booster {booster}");

    [Fact]
    public void Read_ATreeTooLargeForANode_IsRefused()
    {
        const int Splits = 32_768;
        string left = string.Join(',', Enumerable.Range(0, (2 * Splits) + 1).Select(i => i < Splits ? (2 * i) + 1 : -1));
        string right = string.Join(',', Enumerable.Range(0, (2 * Splits) + 1).Select(i => i < Splits ? (2 * i) + 2 : -1));
        string zeroes = string.Join(',', Enumerable.Repeat("0", (2 * Splits) + 1));
        AssertRefused(
            Model($$"""
                {"left_children": [{{left}}], "right_children": [{{right}}], "split_indices": [{{zeroes}}],
                 "split_conditions": [{{zeroes}}], "default_left": [{{zeroes}}], "sum_hessian": [{{zeroes}}]}
                """),
            "65,534 nodes");
    }

    private static string Leaf(int value) => $$"""
        {"left_children": [-1], "right_children": [-1], "split_indices": [0], "split_conditions": [{{value}}], "default_left": [0],
         "sum_hessian": [1]}
        """;

    private static string Model(string tree, string booster = "gbtree", string baseScore = "5E-1", string treeInfo = "0", string objective = "binary:logistic") => $$$$"""
        {"learner": {"gradient_booster": {"name": "{{{{booster}}}}", "model": {"trees": [{{{{tree}}}}], "tree_info": [{{{{treeInfo}}}}]}},
         "learner_model_param": {"base_score": "{{{{baseScore}}}}"}, "objective": {"name": "{{{{objective}}}}"}}}
        """;

    private static TreeEnsemble Read(string json, int marginCount = 1) => XGBoostModelReader.Read(Encoding.UTF8.GetBytes(json), 2, marginCount);

    private static void AssertRefused(string json, string expected)
    {
        var refused = Assert.Throws<LearnerException>(() => Read(json));
        Assert.Equal("xgboost-unsupported", refused.Code);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
