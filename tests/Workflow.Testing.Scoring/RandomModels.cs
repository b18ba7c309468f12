using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>Models of random sizes and contents, and rows that meet their thresholds exactly.</summary>
public static class RandomModels
{
    // Thresholds and features share these, so that equality, both zeroes and the ends of the range are met all the time.
    private static readonly float[] Grid =
        [-3.5f, -1, -float.Epsilon, -0f, 0, float.Epsilon, 0.1f, 1, 1.0000001f, 2.5f, 7, float.MaxValue, float.MinValue];

    private static readonly float[] Extremes = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    public static MarginModel Any(SeededNumbers numbers) => numbers.Next(4) switch
    {
        0 => Ensemble(numbers),
        3 => Mixture(numbers),
        1 => Calibrated(numbers, numbers.Between(1, 12), numbers.Between(1, 5)),
        _ => Simple(numbers, numbers.Between(1, 12), numbers.Between(1, 5)),
    };

    public static EnsembleModel Ensemble(SeededNumbers numbers)
    {
        int features = numbers.Between(1, 12);
        int margins = numbers.Between(1, 5);
        return new EnsembleModel(features, [.. Enumerable.Range(0, numbers.Between(1, 4)).Select(_ => Member(numbers, features, margins))]);
    }

    public static MixtureModel Mixture(SeededNumbers numbers)
    {
        int features = numbers.Between(1, 12);
        int margins = numbers.Between(1, 5);
        EnsembleMember[] members = [.. Enumerable.Range(0, numbers.Between(1, 4)).Select(_ => Member(numbers, features, margins))];
        for (int i = 0; i < members.Length; i++)
        {
            if (numbers.Chance(0.5)) members[i] = members[i] with { Model = Warmer(numbers, members[i].Model) };
        }

        return new MixtureModel(features, members, numbers.Between(0.1, 3.0));
    }

    public static CalibratedModel Calibrated(SeededNumbers numbers, int features, int margins) =>
        new(Simple(numbers, features, margins), [.. Enumerable.Range(0, margins).Select(_ => Curve(numbers))]);

    public static MarginCurve Curve(SeededNumbers numbers)
    {
        double[] x = Doubles(numbers, numbers.Between(1, 9), -5, 5);
        double[] y = Doubles(numbers, x.Length, -3, 3);
        Array.Sort(x);
        Array.Sort(y);
        if (y.Length > 2 && numbers.Chance(0.3)) y[1] = y[0];
        return new MarginCurve(x, y);
    }

    public static LinearModel Linear(SeededNumbers numbers) => Linear(numbers, numbers.Between(1, 9), numbers.Between(1, 5));

    public static LinearModel Linear(SeededNumbers numbers, int features, int margins) => new(
        Doubles(numbers, features, -10, 10),
        Doubles(numbers, features, 0.1, 5),
        Doubles(numbers, margins, -2, 2),
        Doubles(numbers, features * margins, -3, 3));

    public static NaiveEnsemble Trees(SeededNumbers numbers) =>
        Trees(numbers, numbers.Between(1, 12), numbers.Between(1, 5), numbers.Between(1, 37));

    public static NaiveEnsemble Trees(SeededNumbers numbers, int features, int margins, int trees) => new(
        features,
        [.. Enumerable.Range(0, margins).Select(_ => LeafValue(numbers))],
        [.. Enumerable.Range(0, trees).Select(_ => Tree(numbers, features, numbers.Between(0, 8)))],
        [.. Enumerable.Range(0, trees).Select(_ => numbers.Next(margins))]);

    public static NaiveForest Forest(SeededNumbers numbers) =>
        Forest(numbers, numbers.Between(1, 12), numbers.Between(1, 5), numbers.Between(1, 37));

    public static NaiveForest Forest(SeededNumbers numbers, int features, int outputs, int trees)
    {
        int rows = numbers.Between(1, 20);
        float[] table = [.. Enumerable.Range(0, rows).SelectMany(_ => LeafRow(numbers, outputs))];
        double floor = outputs == 1 ? 0 : Math.Pow(10, numbers.Between(-9, -1));
        return new NaiveForest(
            features, outputs, [.. Enumerable.Range(0, trees).Select(_ => Tree(numbers, features, numbers.Between(0, 8), () => numbers.Next(rows)))], table, floor);
    }

    /// <summary>Rows of features, row by row.</summary>
    public static float[] Rows(SeededNumbers numbers, int rows, int features, bool withExtremes)
    {
        var values = new float[rows * features];
        for (int i = 0; i < values.Length; i++) values[i] = numbers.Choose(withExtremes && numbers.Chance(0.3) ? Extremes : Grid);
        return values;
    }

    private static MarginModel Simple(SeededNumbers numbers, int features, int margins) => numbers.Next(5) switch
    {
        0 => new ConstantModel(features, Doubles(numbers, margins, -4, 4)),
        1 => Linear(numbers, features, margins),
        < 4 when margins != 2 => Forest(numbers, features, OutputsFor(numbers, margins), numbers.Between(1, 37)).Flatten(),
        _ => Trees(numbers, features, margins, numbers.Between(1, 37)).Flatten(withCovers: numbers.Chance(0.8)),
    };

    private static EnsembleMember Member(SeededNumbers numbers, int features, int margins)
    {
        int[] selected = [.. Enumerable.Range(0, features).Select(i => (numbers.NextBits(), i)).Order().Select(pair => pair.i)];
        selected = selected[..numbers.Between(1, features)];
        MarginModel model = numbers.Chance(0.5) ? Simple(numbers, selected.Length, margins) : Calibrated(numbers, selected.Length, margins);
        return new EnsembleMember(numbers.Between(0.1, 2.0), selected, model);
    }

    private static EnsembleModel Warmer(SeededNumbers numbers, MarginModel model) =>
        new(model.FeatureCount, [new EnsembleMember(numbers.Between(0.1, 2.0), [.. Enumerable.Range(0, model.FeatureCount)], model)]);

    // One margin is a regression's or that of two classes; a forest has no two margins.
    private static int OutputsFor(SeededNumbers numbers, int margins) => margins == 1 ? numbers.Between(1, 2) : margins;

    private static float[] LeafRow(SeededNumbers numbers, int outputs)
    {
        if (outputs == 1) return [LeafValue(numbers)];
        var row = new float[outputs];
        if (numbers.Chance(0.5))
        {
            row[numbers.Next(outputs)] = 1;
            return row;
        }

        double[] weights = Doubles(numbers, outputs, 0, 1);
        return [.. weights.Select(weight => (float)(weight / weights.Sum()))];
    }

    private static NaiveTree Tree(SeededNumbers numbers, int features, int depth) => Tree(numbers, features, depth, () => LeafValue(numbers));

    private static NaiveTree Tree(SeededNumbers numbers, int features, int depth, Func<float> leafValue)
    {
        if (depth == 0 || numbers.Chance(0.15)) return NaiveTree.Leaf(leafValue(), numbers.Chance(0.05) ? 0 : numbers.Between(1, 50));
        NaiveTree left = Tree(numbers, features, depth - 1, leafValue);
        NaiveTree right = Tree(numbers, features, depth - 1, leafValue);
        return NaiveTree.Split(numbers.Next(features), numbers.Choose(Grid), left, right, numbers.Chance(0.5));
    }

    // Of very different sizes, so that the order of additions shows in the bits.
    private static float LeafValue(SeededNumbers numbers) =>
        (float)(numbers.Between(-1.0, 1.0) * Math.Pow(10, numbers.Between(-4, 4)));

    private static double[] Doubles(SeededNumbers numbers, int count, double low, double high) =>
        [.. Enumerable.Range(0, count).Select(_ => numbers.Between(low, high))];
}
