using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>Models of random sizes and contents, and rows that meet their thresholds exactly.</summary>
public static class RandomModels
{
    // Thresholds and features share these, so that equality, both zeroes and the ends of the range are met all the time.
    private static readonly float[] Grid =
        [-3.5f, -1, -float.Epsilon, -0f, 0, float.Epsilon, 0.1f, 1, 1.0000001f, 2.5f, 7, float.MaxValue, float.MinValue];

    private static readonly float[] Extremes = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    public static MarginModel Any(SeededNumbers numbers) => numbers.Next(3) switch
    {
        0 => Constant(numbers),
        1 => Linear(numbers),
        _ => Trees(numbers).Flatten(),
    };

    public static ConstantModel Constant(SeededNumbers numbers) =>
        new(numbers.Between(1, 9), Doubles(numbers, numbers.Between(1, 5), -4, 4));

    public static LinearModel Linear(SeededNumbers numbers)
    {
        int features = numbers.Between(1, 9);
        int margins = numbers.Between(1, 5);
        return new LinearModel(
            Doubles(numbers, features, -10, 10),
            Doubles(numbers, features, 0.1, 5),
            Doubles(numbers, margins, -2, 2),
            Doubles(numbers, features * margins, -3, 3));
    }

    public static NaiveEnsemble Trees(SeededNumbers numbers) =>
        Trees(numbers, numbers.Between(1, 12), numbers.Between(1, 5), numbers.Between(1, 37));

    public static NaiveEnsemble Trees(SeededNumbers numbers, int features, int margins, int trees) => new(
        features,
        [.. Enumerable.Range(0, margins).Select(_ => LeafValue(numbers))],
        [.. Enumerable.Range(0, trees).Select(_ => Tree(numbers, features, numbers.Between(0, 8)))],
        [.. Enumerable.Range(0, trees).Select(_ => numbers.Next(margins))]);

    /// <summary>Rows of features, row by row.</summary>
    public static float[] Rows(SeededNumbers numbers, int rows, int features, bool withExtremes)
    {
        var values = new float[rows * features];
        for (int i = 0; i < values.Length; i++) values[i] = numbers.Choose(withExtremes && numbers.Chance(0.3) ? Extremes : Grid);
        return values;
    }

    private static NaiveTree Tree(SeededNumbers numbers, int features, int depth)
    {
        if (depth == 0 || numbers.Chance(0.15)) return NaiveTree.Leaf(LeafValue(numbers));
        NaiveTree left = Tree(numbers, features, depth - 1);
        NaiveTree right = Tree(numbers, features, depth - 1);
        return NaiveTree.Split(numbers.Next(features), numbers.Choose(Grid), left, right, numbers.Chance(0.5));
    }

    // Of very different sizes, so that the order of additions shows in the bits.
    private static float LeafValue(SeededNumbers numbers) =>
        (float)(numbers.Between(-1.0, 1.0) * Math.Pow(10, numbers.Between(-4, 4)));

    private static double[] Doubles(SeededNumbers numbers, int count, double low, double high) =>
        [.. Enumerable.Range(0, count).Select(_ => numbers.Between(low, high))];
}
