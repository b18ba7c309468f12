using System.Globalization;
using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Linear;

/// <summary>Multinomial (or, for two classes, binary) logistic regression with an L2 penalty on standardised features.</summary>
public sealed class LogisticLearner : ILearner
{
    // Beyond it a step of Newton's method costs more than a hundred of a quasi-Newton method.
    private const int MostUnknownsForNewton = 300;

    private readonly double _lambda;

    /// <summary>Creates the learner.</summary>
    /// <param name="lambda">
    /// The penalty: training minimises mean log loss + lambda / 2 times the sum of squared weights; intercepts are free. Above 0.
    /// </param>
    /// <param name="encoding">How it sees the columns.</param>
    public LogisticLearner(double lambda, FeatureEncoding encoding = FeatureEncoding.Plain)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lambda);
        _lambda = lambda;
        Encoding = encoding;
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["lambda"] = lambda.ToString("R", CultureInfo.InvariantCulture) };
    }

    /// <inheritdoc/>
    public string Name => "logistic";

    /// <inheritdoc/>
    public string Library => MathNetLibrary.Name;

    /// <inheritdoc/>
    public FeatureEncoding Encoding { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken) =>
        FoldFit.Of(Fit(training, 1, cancellationToken), heldBack, 1, limits);

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        TrainingData.Require(training);
        Standardisation standardisation = Standardisation.Of(training);
        var problem = new LogisticProblem(standardisation.Apply(training), training, _lambda);
        double[] solution = problem.Size <= MostUnknownsForNewton
            ? NewtonSolver.Minimise(problem, cancellationToken)
            : QuasiNewtonSolver.Minimise(problem, cancellationToken);
        (double[] intercepts, double[] weights) = problem.Unpack(solution);
        return TrainedModels.Create(() => new LinearModel(standardisation.Means, standardisation.Scales, intercepts, weights));
    }

    /// <inheritdoc/>
    public double WorkUnits(TableSize size)
    {
        double unknowns = (size.Features + 1.0) * size.Margins;
        return 1e-6 * size.Rows * (unknowns <= MostUnknownsForNewton ? 15 * unknowns * unknowns / 2 : 800 * unknowns);
    }

    /// <inheritdoc/>
    public long MemoryBytes(TableSize size)
    {
        double unknowns = (size.Features + 1.0) * size.Margins;
        double derivatives = unknowns <= MostUnknownsForNewton ? unknowns * unknowns : unknowns * 50;

        // Standardised cells are kept twice: row by row, and in blocks of rows.
        return (long)(8 * ((2 * size.Cells) + (4.0 * size.Rows * size.Margins) + (2 * derivatives)));
    }
}
