using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>Starts a scorer's process. The caller has the turn of its endpoint.</summary>
internal static class ProcessStart
{
    /// <summary>Starts it.</summary>
    /// <exception cref="ChildProcessException">It cannot be started.</exception>
    public static async Task RunAsync(StartedProcess process, CancellationToken cancellationToken)
    {
        // On disk before it runs: if we die before its number is, it is found by its command, and ended or adopted.
        StartedProcess starting = process with { Process = null, IsHalted = false };
        ProcessFiles.Write(starting);
        ProcessIdentity identity = await DetachedProcess.StartAsync(process.Command, process.Log, cancellationToken).ConfigureAwait(false);
        ProcessFiles.Write(starting with { Process = identity.ToString() });
    }
}
