using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Metrics;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Gradient-boosted trees by XGBoost's C API.</summary>
public sealed class XGBoostLearner : ILearner
{
    private readonly XGBoostParameters _parameters;
    private readonly DMatrixCache? _matrices;

    /// <summary>Creates the learner.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="LearnerException">The native library is not installed; the message tells the command that installs it.</exception>
    public XGBoostLearner(XGBoostParameters parameters)
        : this(parameters, null)
    {
    }

    internal XGBoostLearner(XGBoostParameters parameters, DMatrixCache? matrices, FeatureEncoding encoding = FeatureEncoding.Plain)
    {
        XGBoostLibrary.RequireUsable();
        Encoding = encoding;
        _parameters = parameters;
        _matrices = matrices;
        Parameters = parameters.ToTexts();
    }

    /// <summary>Its name in pipelines.yaml.</summary>
    public const string LearnerName = "xgboost";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Library => XGBoostLibrary.Description;

    /// <inheritdoc/>
    public FeatureEncoding Encoding { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Checks that the native library can be used, before any work.</summary>
    /// <exception cref="LearnerException">It cannot; the message tells the command that installs it.</exception>
    public static void RequireUsable() => XGBoostLibrary.RequireUsable();

    /// <summary>Name and version of the native library on this machine: another one may make another model. Null where none can be used.</summary>
    public static string? FindLibrary() => XGBoostLibrary.IsUsable ? XGBoostLibrary.Description : null;

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken)
    {
        using DMatrixLease trainingMatrix = DMatrixLease.Of(training, _matrices);
        using DMatrixLease heldBackMatrix = DMatrixLease.Of(heldBack, _matrices);
        using var booster = new Booster(MonotoneDirections.Resolve(Parameters, training), trainingMatrix.Matrix, heldBackMatrix.Matrix);
        var stopping = new EarlyStopping(_parameters.Patience);
        var margins = new float[heldBack.RowCount * heldBack.MarginCount];
        var wide = new double[margins.Length];
        var best = new double[margins.Length];
        bool hasImproved = false;
        int round = 0;
        int most = Math.Min(_parameters.MaxRounds, limits.MaximumRounds);
        for (; round < most && !stopping.ShouldStop; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, trainingMatrix.Matrix);
            booster.PredictMargins(heldBackMatrix.Matrix, margins);
            CopyTo(margins, wide, limits.Offsets);
            if (!stopping.Improves(HeldBackLoss.Of(heldBack, wide), round)) continue;
            hasImproved = true;
            CopyTo(margins, best, null);
        }

        if (!hasImproved) throw new LearnerException("diverged", "diverged: its loss is not finite from the first round on");

        MarginModel? model = limits.KeepModel ? XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount) : null;
        return new FoldFit(best, stopping.BestRound + 1, round, model) { IsCut = round == limits.MaximumRounds && !stopping.ShouldStop };
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        using DMatrixLease matrix = DMatrixLease.Of(training, _matrices);
        using var booster = new Booster(MonotoneDirections.Resolve(Parameters, training), matrix.Matrix);
        for (int round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, matrix.Matrix);
        }

        return XGBoostModel.Read(booster, matrix.Matrix);
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size) =>
        6e-6 * TypicalRounds * size.Margins * _parameters.MaxDepth * size.Cells * _parameters.ColsampleByTree * (0.5 + (0.5 * _parameters.ColsampleByLevel));

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size) => (long)(24 * size.Cells);

    // A small step takes more rounds until early stopping. A cell costs XGBoost three times what it costs a tree of ours.
    private double TypicalRounds => Math.Min(_parameters.MaxRounds, _parameters.Patience + (12 / _parameters.Eta));

    private static void CopyTo(float[] margins, double[] wide, IReadOnlyList<double>? offsets)
    {
        for (int i = 0; i < margins.Length; i++) wide[i] = margins[i] + (offsets?[i % offsets.Count] ?? 0);
    }
}
