using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Deployment.Samples;

/// <summary>
/// The worked sample of docs/extending.md: a folder in which something else, say a script on the rig's own machine, finds which image it is to run for an
/// endpoint, and runs it at an address that is known.
/// </summary>
internal sealed class FolderPlatform(string folder, Uri address, ScorerClient scorer) : IPlatform
{
    public IReadOnlyList<string> Names { get; } = ["folder"];

    public Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        string wanted = Wanted(order), file = FileOf(order.Request.Endpoint);
        PlannedAction action = !File.Exists(file) ? PlannedAction.Create : File.ReadAllText(file) == wanted ? PlannedAction.Keep : PlannedAction.Change;
        return Task.FromResult(new PlatformPlan("folder", [new PlannedChange(action, "file", file, wanted)]));
    }

    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"writing {FileOf(order.Request.Endpoint)}");
        AtomicFile.Write(FileOf(order.Request.Endpoint), System.Text.Encoding.UTF8.GetBytes(Wanted(order)));
        var handle = new DeploymentHandle("folder", FileOf(order.Request.Endpoint), address.Port) { Host = address.Host, Environment = order.Environment };

        // Ready with the very pipeline, and the trained answers: whatever runs there.
        await new RemoteProof(scorer).RequireAsync(handle, order.Request, cancellationToken);
        return new DeployedEndpoint(handle, null);
    }

    public async Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ScorerClient.Answer answer = await scorer.AskAsync(handle.Url, cancellationToken);
        return new DeploymentObservation(answer.Pipeline, answer.Pipeline is null ? answer.Reason ?? "it does not answer" : null);
    }

    public Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken) =>
        new AnswerChecks(scorer).AskAsync(handle.Url, expected, cancellationToken);

    public Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) => Task.FromResult(string.Empty);

    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken)
    {
        File.Delete(handle.Id);
        return Task.CompletedTask;
    }

    public async Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        await DestroyAsync(removal, cancellationToken);
        return null;
    }

    public async Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        foreach (DeploymentHandle handle in removal.Handles) await RemoveAsync(removal.Endpoint, handle, cancellationToken);
    }

    private static string Wanted(DeploymentOrder order) => $"{order.Request.Name} {order.Request.Image.ManifestDigest}\n";

    private string FileOf(string endpoint) => Path.Combine(folder, $"{endpoint}.image");
}
