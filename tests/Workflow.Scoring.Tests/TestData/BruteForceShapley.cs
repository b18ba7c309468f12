using System.Numerics;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>Shapley values from their definition: the mean over all orders in which features become known.</summary>
internal static class BruteForceShapley
{
    /// <summary>What a tree answers where only some features of a row are known: the others send it both ways, by cover.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="row">The row.</param>
    /// <param name="known">A bit per feature.</param>
    /// <param name="answer">What a leaf's value stands for.</param>
    public static double Expectation(NaiveTree tree, float[] row, int known, Func<float, double> answer)
    {
        if (tree.Left is null || tree.Right is null) return answer(tree.Value);
        if ((known & (1 << tree.Feature)) != 0) return Expectation(tree.Next(row), row, known, answer);
        double both = (double)tree.Left.Cover + tree.Right.Cover;
        double left = both > 0 ? tree.Left.Cover / both : 0.5;
        return (left * Expectation(tree.Left, row, known, answer)) + ((1 - left) * Expectation(tree.Right, row, known, answer));
    }

    /// <summary>The Shapley value of each player of a game.</summary>
    /// <param name="players">Number of players.</param>
    /// <param name="worth">What a set of players, a bit for each, is worth.</param>
    public static double[] Values(int players, Func<int, double> worth)
    {
        double[] worths = [.. Enumerable.Range(0, 1 << players).Select(worth)];
        var values = new double[players];
        for (int set = 0; set < worths.Length; set++)
        {
            int size = BitOperations.PopCount((uint)set);
            for (int player = 0; player < players; player++)
            {
                if ((set & (1 << player)) == 0) values[player] += (worths[set | (1 << player)] - worths[set]) * ShareOfOrders(size, players);
            }
        }

        return values;
    }

    // Of all orders, those in which a set of this size comes first and one player right behind it: size! (players - size - 1)! / players!.
    private static double ShareOfOrders(int size, int players)
    {
        double share = 1.0 / players;
        for (int i = 0; i < size; i++) share *= (i + 1.0) / (players - 1 - i);
        return share;
    }
}
