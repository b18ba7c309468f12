namespace Workflow.Scoring.Format;

/// <summary>The learner that won, and how it was set.</summary>
/// <param name="Name">Name of the learner, for example <c>xgboost</c>.</param>
/// <param name="Library">Library and version that trained it; null for our own code.</param>
/// <param name="Parameters">Its parameters as texts, in a fixed order.</param>
public sealed record LearnerSummary(string Name, string? Library, IReadOnlyDictionary<string, string> Parameters);
