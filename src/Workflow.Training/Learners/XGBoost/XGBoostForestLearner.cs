using System.Globalization;
using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>
/// Random forests (Breiman, 2001) by XGBoost's forest mode: one Newton step, taken by the mean of many trees. That caps the margins, so the
/// probabilities need a temperature.
/// </summary>
public sealed class XGBoostForestLearner : ILearner
{
    private readonly XGBoostForestParameters _parameters;
    private readonly DMatrixCache? _matrices;

    /// <summary>Creates the learner.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="LearnerException">The native library is not installed.</exception>
    public XGBoostForestLearner(XGBoostForestParameters parameters)
        : this(parameters, null)
    {
    }

    internal XGBoostForestLearner(XGBoostForestParameters parameters, DMatrixCache? matrices)
    {
        XGBoostLibrary.RequireUsable();
        _parameters = parameters;
        _matrices = matrices;
        Parameters = parameters.ToTexts();
    }

    /// <inheritdoc/>
    public string Name => "random-forest";

    /// <inheritdoc/>
    public string Library => XGBoostLibrary.Description;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Ordinal;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken)
    {
        int trees = WholePieces(Math.Min(_parameters.Trees, limits.MaximumRounds));
        return FoldFit.Of(Fit(training, trees, cancellationToken), heldBack, trees, limits) with { IsCut = trees < _parameters.Trees };
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        int pieces = WholePieces(rounds) / XGBoostForestParameters.TreesPerPiece;
        using DMatrixLease matrix = DMatrixLease.Of(training, _matrices);
        IReadOnlyDictionary<string, string> settings = MonotoneDirections.Resolve(Parameters, training);
        var grown = new TreeEnsemble[pieces];
        for (int piece = 0; piece < pieces; piece++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            grown[piece] = Grow(settings, matrix.Matrix, piece);
        }

        return TreeEnsembleMean.Of(grown);
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size) => 10e-6 * _parameters.Trees * size.Margins * _parameters.MaxDepth * size.Cells * _parameters.FeatureShare;

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size) => (long)((24 * size.Cells) + (_parameters.Trees * 100.0 * size.Rows * size.Margins));

    // Half of a power of two is one again, so the largest whole number of pieces is found by halving.
    private int WholePieces(int trees)
    {
        int whole = _parameters.Trees;
        while (whole > trees && whole > XGBoostForestParameters.TreesPerPiece) whole /= 2;
        return whole;
    }

    private TreeEnsemble Grow(IReadOnlyDictionary<string, string> resolved, DMatrix matrix, int piece)
    {
        var settings = new Dictionary<string, string>(resolved, StringComparer.Ordinal)
        {
            ["num_parallel_tree"] = XGBoostForestParameters.TreesPerPiece.ToString(CultureInfo.InvariantCulture),
            ["seed"] = (_parameters.Seed + piece).ToString(CultureInfo.InvariantCulture),
        };
        using var booster = new Booster(settings, matrix);
        booster.Update(0, matrix);
        return XGBoostModel.Read(booster, matrix);
    }
}
