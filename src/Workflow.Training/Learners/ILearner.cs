using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Learners;

/// <summary>
/// One learner with its parameters set. Training is a pure function of the matrices and the parameters: the same bytes on any number of
/// cores. A learner is used by one thread at a time, start to end.
/// </summary>
public interface ILearner
{
    /// <summary>Name, for example <c>xgboost</c>.</summary>
    string Name { get; }

    /// <summary>Library and version; null for our own code.</summary>
    string? Library { get; }

    /// <summary>The parameters as texts, in a fixed order.</summary>
    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Trains on one part and stops where another, held-back part is predicted best.</summary>
    /// <param name="training">The rows to train on.</param>
    /// <param name="heldBack">The rows to stop by and to predict.</param>
    /// <param name="keepModel">Whether the fitted model is wanted too.</param>
    /// <param name="cancellationToken">Stops within one boosting round.</param>
    /// <exception cref="LearnerException">Training failed.</exception>
    FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, bool keepModel, CancellationToken cancellationToken);

    /// <summary>Trains for a given number of rounds.</summary>
    /// <exception cref="LearnerException">Training failed.</exception>
    MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken);
}
