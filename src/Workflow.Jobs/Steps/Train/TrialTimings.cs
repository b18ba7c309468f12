using Workflow.Training.Experiments;

namespace Workflow.Jobs.Steps.Train;

/// <summary>What the trials took on the machine that ran them.</summary>
/// <param name="Trials">One each, in the order of the search.</param>
public sealed record TrialTimings(IReadOnlyList<TrialTiming> Trials);
