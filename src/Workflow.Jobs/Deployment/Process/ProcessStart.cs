using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>Starts a scorer's process. The caller has the turn of its endpoint.</summary>
internal static class ProcessStart
{
    private const long LargestLog = 10_000_000;

    /// <summary>Starts it.</summary>
    /// <exception cref="ChildProcessException">It cannot be started.</exception>
    public static async Task RunAsync(StartedProcess process, CancellationToken cancellationToken)
    {
        // On disk before it runs: if we die before its number is, it is found by its command, and ended or adopted.
        StartedProcess starting = process with { Process = null, IsHalted = false };
        ProcessFiles.Write(starting);
        SetLogAside(process.Log);
        ProcessIdentity identity = await DetachedProcess.StartAsync(process.Command, process.Log, cancellationToken).ConfigureAwait(false);
        ProcessFiles.Write(starting with { Process = identity.ToString() });
    }

    // Whoever still writes there goes on in the file that was set aside.
    private static void SetLogAside(string log)
    {
        if (new FileInfo(log) is { Exists: true, Length: > LargestLog }) File.Move(log, ProcessFiles.EarlierLog(log), overwrite: true);
    }
}
