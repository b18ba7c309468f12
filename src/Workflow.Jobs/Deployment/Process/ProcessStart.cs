using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>Starts a scorer's process. The caller has the turn of its endpoint.</summary>
/// <param name="home">Where it sends what it predicts, where it is asked to.</param>
internal sealed class ProcessStart(WorkflowHome home)
{
    private const long LargestLog = 10_000_000;

    private readonly PredictionDelivery _predictions = new(home);

    /// <summary>Starts it.</summary>
    /// <param name="process">How.</param>
    /// <param name="keys">The keys that it is to ask for; they go into its environment, and nowhere else.</param>
    /// <param name="cancellationToken">Cancels waiting for the start.</param>
    /// <exception cref="ChildProcessException">It cannot be started.</exception>
    public async Task RunAsync(StartedProcess process, ApiKeys keys, CancellationToken cancellationToken)
    {
        // On disk before it runs: if we die before its number is, it is found by its command, and ended or adopted.
        StartedProcess starting = process with { Process = null, IsHalted = false, Keys = keys.Handed };
        ProcessFiles.Write(starting);
        SetLogAside(process.Log);
        IEnumerable<KeyValuePair<string, SecretText>> variables = keys.Variables.Concat(_predictions.OfProcess(process.Endpoint, process.PredictionShare));
        ProcessIdentity identity = await DetachedProcess.StartAsync(
            process.Command, process.Log, variables.Select(variable => KeyValuePair.Create(variable.Key, variable.Value.Reveal())), cancellationToken).ConfigureAwait(false);
        ProcessFiles.Write(starting with { Process = identity.ToString() });
    }

    // Whoever still writes there goes on in the file that was set aside.
    private static void SetLogAside(string log)
    {
        if (new FileInfo(log) is { Exists: true, Length: > LargestLog }) File.Move(log, ProcessFiles.EarlierLog(log), overwrite: true);
    }
}
