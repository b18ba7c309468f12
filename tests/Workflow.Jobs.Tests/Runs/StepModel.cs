using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>What a step should be.</summary>
internal sealed class StepModel(StepDefinition definition)
{
    public StepDefinition Definition => definition;

    public StepState State { get; set; } = StepState.Waiting;

    public int WaitingFor { get; set; } = definition.DependsOn.Count;

    public long Fence { get; set; }

    public int Expiries { get; set; }

    public int Attempt { get; set; } = 1;

    /// <summary>When the next attempt may begin.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    public bool IsApproved { get; set; } = !definition.NeedsApproval;

    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>How often a worker was told that its success counts, since the step was last to be done.</summary>
    public int Accepted { get; set; }

    /// <summary>As it was when the run began, or is resumed.</summary>
    public void Reset()
    {
        (State, Attempt, Expiries, NotBefore, Accepted) = (StepState.Waiting, 1, 0, null, 0);
        IsApproved = !definition.NeedsApproval;
    }
}
