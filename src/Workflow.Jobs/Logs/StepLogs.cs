using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Logs;

/// <summary>Makes the logs of attempts.</summary>
public sealed class StepLogs(StepLogStore store, TimeProvider time, ILogger<StepLogs> log)
{
    /// <summary>The log of an attempt.</summary>
    public StepLog Begin(StepClaim claim) => new(claim, store, time, log);
}
