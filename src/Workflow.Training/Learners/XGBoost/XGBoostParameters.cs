using System.Globalization;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Parameters of gradient boosting, under the names that XGBoost documents.</summary>
public sealed record XGBoostParameters
{
    /// <summary>Step size of each round, above 0 and at most 1 (<c>eta</c>).</summary>
    public double Eta { get; init; } = 0.3;

    /// <summary>Largest depth of a tree, from 1 to 12.</summary>
    public int MaxDepth { get; init; } = 6;

    /// <summary>Smallest sum of second derivatives in a child, from 0.</summary>
    public double MinChildWeight { get; init; } = 1;

    /// <summary>Share of the rows that each tree sees, above 0 and at most 1.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>Share of the features that each tree sees, above 0 and at most 1.</summary>
    public double ColsampleByTree { get; init; } = 1;

    /// <summary>Share of those features that each level of a tree sees, above 0 and at most 1.</summary>
    public double ColsampleByLevel { get; init; } = 1;

    /// <summary>L2 penalty on leaf weights, from 0.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>L1 penalty on leaf weights, from 0.</summary>
    public double Alpha { get; init; }

    /// <summary>Smallest gain that a split must bring, from 0.</summary>
    public double Gamma { get; init; }

    /// <summary>Seed of the row and column samples.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>
    /// <c>exact</c> looks at every split between two values and suits tables up to some ten thousand rows; <c>hist</c> looks at
    /// <see cref="MaxBin"/> quantiles.
    /// </summary>
    public string TreeMethod { get; init; } = "exact";

    /// <summary>Bins per feature of <c>hist</c>.</summary>
    public int MaxBin { get; init; } = 256;

    /// <summary>Most boosting rounds.</summary>
    public int MaxRounds { get; init; } = 500;

    /// <summary>Rounds without a better held-back log loss after which training stops.</summary>
    public int Patience { get; init; } = 25;

    /// <summary>Whether the answer may only rise, or only fall, along each feature that has a direction; see <see cref="MonotoneDirections"/>.</summary>
    public bool IsMonotone { get; init; }

    /// <summary>The parameters as texts, in a fixed order.</summary>
    public IReadOnlyDictionary<string, string> ToTexts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["eta"] = Text(Eta),
            ["max_depth"] = Text(MaxDepth),
            ["min_child_weight"] = Text(MinChildWeight),
            ["subsample"] = Text(Subsample),
            ["colsample_bytree"] = Text(ColsampleByTree),
            ["colsample_bylevel"] = Text(ColsampleByLevel),
            ["lambda"] = Text(Lambda),
            ["alpha"] = Text(Alpha),
            ["gamma"] = Text(Gamma),
            ["tree_method"] = TreeMethod,
            ["seed"] = Text(Seed),
        };
        if (TreeMethod == "hist") texts["max_bin"] = Text(MaxBin);
        if (IsMonotone) texts[MonotoneDirections.Parameter] = MonotoneDirections.ByCorrelation;
        return texts;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
