using System.Globalization;
using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Logistic;

/// <summary>Multinomial (or, for two classes, binary) logistic regression with an L2 penalty on standardised features.</summary>
public sealed class LogisticLearner : ILearner
{
    private readonly double _lambda;

    /// <summary>Creates the learner.</summary>
    /// <param name="lambda">
    /// The penalty: training minimises mean log loss + lambda / 2 times the sum of squared weights; intercepts are free. Above 0.
    /// </param>
    public LogisticLearner(double lambda)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lambda);
        _lambda = lambda;
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["lambda"] = lambda.ToString("R", CultureInfo.InvariantCulture) };
    }

    /// <inheritdoc/>
    public string Name => "logistic";

    /// <inheritdoc/>
    public string Library => $"MathNet.Numerics {typeof(MathNet.Numerics.Control).Assembly.GetName().Version!.ToString(3)}";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, bool keepModel, CancellationToken cancellationToken)
    {
        MarginModel model = Fit(training, 1, cancellationToken);
        var margins = new double[heldBack.RowCount * model.MarginCount];
        model.ComputeMargins(heldBack.Values, anyMissing: true, margins);
        return new FoldFit(margins, 1, 1, keepModel ? model : null);
    }

    /// <inheritdoc/>
    public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken)
    {
        TrainingData.Require(training);
        Standardisation standardisation = Standardisation.Of(training);
        var problem = new LogisticProblem(standardisation.Apply(training), training, _lambda);
        double[] solution = NewtonSolver.Minimise(problem, cancellationToken);
        (double[] intercepts, double[] weights) = problem.Unpack(solution);
        return new LinearModel(standardisation.Means, standardisation.Scales, intercepts, weights);
    }
}
