using System.Globalization;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>Looks whether a process is the scorer of the image, with the file that was deployed: by the bytes that the operating system runs, not by names.</summary>
internal sealed class ProcessProof(UnpackedScorers scorers)
{
    private const string Program = "program";
    private const string Listener = "port";
    private const string PipelineFile = "pipeline file";

    /// <summary>Looks; empty where the process has ended.</summary>
    public async Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, StartedProcess? started, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        if (started?.Identify() is not { } process || !process.IsAlive()) return [];
        IReadOnlyList<ProofCheck> found =
        [
            await ProgramAsync(process, started, expected, cancellationToken).ConfigureAwait(false),
            ListenerOf(process, handle.Port),
            await FileAsync(started, expected, cancellationToken).ConfigureAwait(false),
        ];

        // What was read belongs to it only if it ran until now.
        return process.IsAlive() ? found : [];
    }

    // The open program itself, wherever its name leads by now. It cannot be written while it runs; a script can.
    private async Task<ProofCheck> ProgramAsync(ProcessIdentity process, StartedProcess? started, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        try
        {
            ScorerProgram program = await scorers.ProgramOfAsync(expected.Image, cancellationToken).ConfigureAwait(false);
            string? path = program.IsScript ? started?.Command[0] : string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}/exe");
            if (path is null) return ProofCheck.Unknown(Program, $"how the process {process} was started is not known any more");
            return ProofCheck.Compare(Program, program.Sha256, await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception unreadable) when (unreadable is ImageException or IOException or UnauthorizedAccessException)
        {
            return ProofCheck.Unknown(Program, unreadable.Message);
        }
    }

    private static ProofCheck ListenerOf(ProcessIdentity process, int port) => PortOwner.IsHeldBy(port, process.Pid) switch
    {
        true => ProofCheck.Proven(Listener, string.Create(CultureInfo.InvariantCulture, $"process {process.Pid} listens on port {port}")),
        false => ProofCheck.Refuted(Listener, string.Create(CultureInfo.InvariantCulture, $"{PortOwner.Find(port) ?? "another process"} listens on port {port}; deployed was process {process.Pid}")),
        null => ProofCheck.Unknown(Listener, string.Create(CultureInfo.InvariantCulture, $"nobody listens on port {port}")),
    };

    // Read again where the process is started again.
    private static async Task<ProofCheck> FileAsync(StartedProcess? started, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        string? path = started?.Command.SkipWhile(word => word != "--pipeline").ElementAtOrDefault(1);
        if (path is null) return ProofCheck.Unknown(PipelineFile, "how the process was started is not known any more; deploy the version again");
        try
        {
            return ProofCheck.Compare(PipelineFile, expected.PipelineSha256, await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ProofCheck.Unknown(PipelineFile, $"the process could not be started again: {gone.Message}");
        }
    }
}
