using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>What a step should be.</summary>
internal sealed class StepModel(int waitingFor)
{
    public StepState State { get; set; } = waitingFor == 0 ? StepState.Queued : StepState.Waiting;

    public int WaitingFor { get; set; } = waitingFor;

    public long Fence { get; set; }

    public int Expiries { get; set; }

    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>How often a worker was told that its success counts.</summary>
    public int Accepted { get; set; }
}
