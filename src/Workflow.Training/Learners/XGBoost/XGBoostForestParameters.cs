using System.Globalization;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Parameters of XGBoost's random forest mode.</summary>
public sealed record XGBoostForestParameters
{
    /// <summary>
    /// Trees that are grown by one call: a call cannot be cancelled, and the forest is the mean of its calls' trees.
    /// </summary>
    public const int TreesPerPiece = 16;

    /// <summary>Number of trees per class: <see cref="TreesPerPiece"/> times a power of two, so that the mean is exact.</summary>
    public int Trees { get; init; } = 32;

    /// <summary>Largest depth of a tree, from 1 to 20.</summary>
    public int MaxDepth { get; init; } = 14;

    /// <summary>Share of the features that each node looks at, above 0 and at most 1.</summary>
    public double FeatureShare { get; init; } = 0.5;

    /// <summary>Share of the rows that each tree sees, above 0 and at most 1.</summary>
    public double RowShare { get; init; } = 0.8;

    /// <summary>L2 penalty on leaf weights, from 0.</summary>
    public double Lambda { get; init; } = 0.1;

    /// <summary>Bins per feature.</summary>
    public int MaxBin { get; init; } = 256;

    /// <summary>Seed of the row and column samples.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Whether the answer may only rise, or only fall, along each feature that has a direction; see <see cref="MonotoneDirections"/>.</summary>
    public bool IsMonotone { get; init; }

    /// <summary>The parameters as texts under the names that XGBoost documents, in a fixed order.</summary>
    public IReadOnlyDictionary<string, string> ToTexts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["num_parallel_tree"] = Text(Trees),
            ["eta"] = "1",
            ["max_depth"] = Text(MaxDepth),
            ["colsample_bynode"] = Text(FeatureShare),
            ["subsample"] = Text(RowShare),
            ["min_child_weight"] = "0",
            ["lambda"] = Text(Lambda),
            ["tree_method"] = "hist",
            ["max_bin"] = Text(MaxBin),
            ["seed"] = Text(Seed),
        };
        if (IsMonotone) texts[MonotoneDirections.Parameter] = MonotoneDirections.ByCorrelation;
        return texts;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
