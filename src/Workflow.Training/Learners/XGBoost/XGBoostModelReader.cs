using System.Globalization;
using System.Text.Json;
using Workflow.Scoring.Models;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>
/// Turns a model that XGBoost has saved into our own tree ensemble, whose margins are XGBoost's bit for bit: x below the threshold goes
/// left, missing follows the default direction, leaves are added in stored order in single precision.
/// </summary>
internal static class XGBoostModelReader
{
    /// <summary>Reads the JSON of a <c>gbtree</c> model.</summary>
    /// <exception cref="LearnerException">Another booster, a tree that is too large, or leaves whose sums are.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> json, int featureCount, int marginCount)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement learner = document.RootElement.GetProperty("learner");
        JsonElement booster = learner.GetProperty("gradient_booster");
        if (booster.GetProperty("name").GetString() != "gbtree") throw Unsupported($"booster {booster.GetProperty("name")}");
        JsonElement model = booster.GetProperty("model");

        var starts = new List<int> { 0 };
        var nodes = new List<TreeNode>();
        var leafValues = new List<float>();
        var covers = new List<float>();
        foreach (JsonElement tree in model.GetProperty("trees").EnumerateArray())
        {
            AddTree(tree, nodes, leafValues, covers);
            starts.Add(nodes.Count);
        }

        ushort[] treeMargins = [.. model.GetProperty("tree_info").EnumerateArray().Select(info => info.GetUInt16())];
        string objective = learner.GetProperty("objective").GetProperty("name").GetString()!;
        float baseMargin = BaseMargin(learner.GetProperty("learner_model_param").GetProperty("base_score").GetString()!, objective);
        float[] baseMargins = [.. Enumerable.Repeat(baseMargin, marginCount)];
        return TrainedModels.Create(() => new TreeEnsemble(featureCount, baseMargins, [.. starts], treeMargins, [.. nodes], [.. leafValues], [.. covers]));
    }

    // Nodes are renumbered breadth first, so that the right child always follows the left one.
    private static void AddTree(JsonElement tree, List<TreeNode> nodes, List<float> leafValues, List<float> covers)
    {
        int[] left = Integers(tree, "left_children");
        int[] right = Integers(tree, "right_children");
        int[] features = Integers(tree, "split_indices");
        float[] conditions = Numbers(tree, "split_conditions");
        float[] hessians = Numbers(tree, "sum_hessian");
        bool[] defaultLeft = [.. tree.GetProperty("default_left").EnumerateArray().Select(IsTrue)];

        var order = new List<int> { 0 };
        for (int i = 0; i < order.Count; i++)
        {
            int old = order[i];
            covers.Add(hessians[old]);
            if (left[old] < 0)
            {
                nodes.Add(TreeNode.Leaf(i));
                leafValues.Add(conditions[old]);
                continue;
            }

            if (order.Count + 2 > ushort.MaxValue) throw Unsupported("a tree of more than 65,534 nodes");
            nodes.Add(TreeNode.Split(features[old], conditions[old], order.Count, missingGoesRight: !defaultLeft[old]));
            leafValues.Add(0);
            order.Add(left[old]);
            order.Add(right[old]);
        }
    }

    private static int[] Integers(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static float[] Numbers(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    private static bool IsTrue(JsonElement flag) => flag.ValueKind == JsonValueKind.Number ? flag.GetInt32() != 0 : flag.GetBoolean();

    // For two classes the base score is a probability; only 1/2 is used, whose margin is 0.
    private static float BaseMargin(string text, string objective)
    {
        float score = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (objective != "binary:logistic") return score;
        return score == 0.5f ? 0 : throw Unsupported($"base score {text} for two classes");
    }

    private static LearnerException Unsupported(string what) => new("xgboost-unsupported", $"the scoring runtime does not support {what}");
}
