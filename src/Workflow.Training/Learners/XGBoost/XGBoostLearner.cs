using Workflow.Scoring.Maths;
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

    internal XGBoostLearner(XGBoostParameters parameters, DMatrixCache? matrices)
    {
        XGBoostLibrary.RequireUsable();
        _parameters = parameters;
        _matrices = matrices;
        Parameters = parameters.ToTexts();
    }

    /// <inheritdoc/>
    public string Name => "xgboost";

    /// <inheritdoc/>
    public string Library => $"XGBoost {XGBoostLibrary.Version}";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Checks that the native library can be used, before any work.</summary>
    /// <exception cref="LearnerException">It cannot; the message tells the command that installs it.</exception>
    public static void RequireUsable() => XGBoostLibrary.RequireUsable();

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, bool keepModel, CancellationToken cancellationToken)
    {
        using DMatrixLease trainingMatrix = Lease(training);
        using DMatrixLease heldBackMatrix = Lease(heldBack);
        using var booster = new Booster(_parameters, trainingMatrix.Matrix, heldBackMatrix.Matrix);
        var stopping = new EarlyStopping(_parameters.Patience);
        var margins = new float[heldBack.RowCount * heldBack.MarginCount];
        var best = new double[margins.Length];
        int round = 0;
        for (; round < _parameters.MaxRounds && !stopping.ShouldStop; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, trainingMatrix.Matrix);
            booster.PredictMargins(heldBackMatrix.Matrix, margins);
            if (stopping.Improves(LogLoss(heldBack, margins), round)) CopyTo(margins, best);
        }

        MarginModel? model = keepModel ? XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount) : null;
        return new FoldFit(best, stopping.BestRound + 1, round, model);
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        using DMatrixLease matrix = Lease(training);
        using var booster = new Booster(_parameters, matrix.Matrix);
        for (int round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, matrix.Matrix);
        }

        TreeEnsemble model = XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount);
        var margins = new float[training.RowCount * training.MarginCount];
        booster.PredictMargins(matrix.Matrix, margins);
        RequireSameMargins(model, training, margins);
        return model;
    }

    // The scoring runtime must answer what the trainer answers, on every training row and to the last bit.
    private static void RequireSameMargins(TreeEnsemble model, FeatureMatrix training, float[] trained)
    {
        var scored = new double[trained.Length];
        model.ComputeMargins(training.Values, anyMissing: true, scored);
        for (int i = 0; i < trained.Length; i++)
        {
            if (scored[i] == trained[i]) continue;
            throw new LearnerException(
                "scoring-differs",
                $"row {i / training.MarginCount}, margin {i % training.MarginCount}: XGBoost answers {trained[i]:R}, the scoring runtime {scored[i]:R}");
        }
    }

    private static double LogLoss(FeatureMatrix matrix, float[] margins)
    {
        Link link = matrix.MarginCount == 1 ? Link.Sigmoid : Link.Softmax;
        var wide = new double[margins.Length];
        CopyTo(margins, wide);
        return ClassificationMetrics.ComputeLogLoss(Outputs.FromMargins(link, wide, matrix.MarginCount), matrix.Labels, matrix.ClassCount);
    }

    private static void CopyTo(float[] margins, double[] wide)
    {
        for (int i = 0; i < margins.Length; i++) wide[i] = margins[i];
    }

    private DMatrixLease Lease(FeatureMatrix matrix) => _matrices is null
        ? new DMatrixLease(DMatrix.Create(matrix), isOwner: true)
        : new DMatrixLease(_matrices.Get(matrix), isOwner: false);
}
