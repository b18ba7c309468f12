using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Logs;

/// <summary>Makes the logs of attempts.</summary>
public sealed class StepLogs(StepLogStore store, TimeProvider time, ILogger<StepLogs> log)
{
    /// <summary>The log of an attempt.</summary>
    /// <param name="claim">The attempt.</param>
    /// <param name="lost">Cancelled where the attempt's lines no longer count.</param>
    public StepLog Begin(StepClaim claim, CancellationToken lost) => new(claim, store, time, log, lost);
}
