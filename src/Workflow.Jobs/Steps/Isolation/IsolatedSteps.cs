using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Train;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>The steps that can run in processes of their own.</summary>
internal static class IsolatedSteps
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IStep> All { get; } = [new GuardStep(), new TrainStep(TimeProvider.System)];
}
