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

    /// <summary>How it sees the columns.</summary>
    FeatureEncoding Encoding { get; }

    /// <summary>The parameters as texts, in a fixed order.</summary>
    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Trains on one part and stops where another, held-back part is predicted best.</summary>
    /// <param name="training">The rows to train on.</param>
    /// <param name="heldBack">The rows to stop by and to predict.</param>
    /// <param name="limits">How far training may go, and what is wanted of it.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <exception cref="LearnerException">Training failed.</exception>
    FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, FitLimits limits, CancellationToken cancellationToken);

    /// <summary>Trains for a given number of rounds.</summary>
    /// <exception cref="LearnerException">Training failed.</exception>
    MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken);

    /// <summary>
    /// What a fit costs, declared and never measured: about how many millions of cells it looks at. The search spends by it.
    /// </summary>
    /// <param name="size">Size of the table.</param>
    double WorkUnits(TableSize size);

    /// <summary>Memory that a fit needs at most, declared, in bytes.</summary>
    /// <param name="size">Size of the table.</param>
    long MemoryBytes(TableSize size);
}
