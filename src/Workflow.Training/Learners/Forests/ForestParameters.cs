using System.Globalization;

namespace Workflow.Training.Learners.Forests;

/// <summary>Parameters of trees that are grown independently of each other and averaged.</summary>
public sealed record ForestParameters
{
    /// <summary>Number of trees, from 1.</summary>
    public int Trees { get; init; } = 200;

    /// <summary>How a node's threshold is found.</summary>
    public SplitRule Rule { get; init; } = SplitRule.Random;

    /// <summary>Share of the features that each node looks at, above 0 and at most 1; at least one feature.</summary>
    public double FeatureShare { get; init; } = 1;

    /// <summary>Fewest rows in a leaf, from 1.</summary>
    public int MinimumLeaf { get; init; } = 1;

    /// <summary>Most splits on a way from root to leaf, from 1.</summary>
    public int MaximumDepth { get; init; } = 60;

    /// <summary>
    /// Rows that each class counts more than it has in a leaf (Laplace), from 0. A forest smooths by averaging; a single tree needs it.
    /// </summary>
    public double Smoothing { get; init; }

    /// <summary>Seed of features and thresholds.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The parameters as texts, in a fixed order.</summary>
    public IReadOnlyDictionary<string, string> ToTexts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Trees > 1) texts["trees"] = Text(Trees);
        if (FeatureShare < 1) texts["feature_share"] = Text(FeatureShare);
        texts["min_leaf"] = Text(MinimumLeaf);
        texts["max_depth"] = Text(MaximumDepth);
        if (Rule == SplitRule.Random) texts["seed"] = Text(Seed);
        return texts;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
