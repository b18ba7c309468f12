using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Batches;

/// <summary>Does something at each commit of a batch, on the spot.</summary>
internal sealed class ProgressAction(Action<StepProgress, int> act) : IProgress<StepProgress>
{
    private int _commits;

    public void Report(StepProgress value)
    {
        if (value.Total > 0) act(value, ++_commits);
    }
}
