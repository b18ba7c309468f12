using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Deploy;

/// <summary>Brings a version to the environment that a run deploys to, whether the run has made it or it was registered before.</summary>
public sealed class VersionDeployment(Deployer deployer, VersionImages images, TimeProvider time)
{
    /// <summary>Name of the output with the endpoint's base address.</summary>
    public const string UrlOutput = "url";

    /// <summary>Name of the output with the endpoint's name.</summary>
    public const string EndpointOutput = "endpoint";

    /// <summary>Whether what an earlier run has deployed, the very image, still answers, asks callers for the environment's present keys, and is nothing else by now.</summary>
    /// <exception cref="ArtifactException">The scoring pipeline file is gone.</exception>
    /// <exception cref="DeploymentException">The keys cannot be read.</exception>
    public async Task<bool> StillStandsAsync(StepContext context, StepOutputs outputs, string pipelineSha256, BuiltImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(outputs);
        EnvironmentDefinition environment = context.Definition.Environment(context.Definition.DeployTo);
        DeploymentRequest request = await RequestAsync(context, pipelineSha256, image, cancellationToken).ConfigureAwait(false);
        return await deployer.StillServesAsync(Projects.Default, environment, request, new Uri(outputs.Values[UrlOutput]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deploys.</summary>
    /// <param name="context">What the step has at hand.</param>
    /// <param name="pipelineSha256">Digest of the scoring pipeline file.</param>
    /// <param name="image">The image on record.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <exception cref="ImageException">The image is refused.</exception>
    /// <exception cref="DeploymentException">It cannot be deployed.</exception>
    public async Task<StepResult> DeployAsync(StepContext context, string pipelineSha256, BuiltImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        EnvironmentDefinition environment = context.Definition.Environment(context.Definition.DeployTo);
        DeploymentRequest request = await RequestAsync(context, pipelineSha256, image, cancellationToken).ConfigureAwait(false);
        await images.RequireAsync(image, request.PipelineFile, cancellationToken).ConfigureAwait(false);
        if (context.Definition.Release?.Traffic is { } traffic) return await DeployBesideAsync(context, environment, request, traffic, cancellationToken).ConfigureAwait(false);
        DeployedEndpoint deployed = await deployer.DeployAsync(
            Projects.Default, environment, request, phase => context.Progress.Report(new StepProgress(0, 0, phase)), cancellationToken).ConfigureAwait(false);
        return Result(context, environment, request, deployed);
    }

    private static async Task<DeploymentRequest> RequestAsync(StepContext context, string pipelineSha256, BuiltImage image, CancellationToken cancellationToken)
    {
        PipelineDefinition definition = context.Definition;
        string file = await context.Artifacts.FileAsync(pipelineSha256, cancellationToken).ConfigureAwait(false);
        string version = definition.Release is { } release ? string.Create(CultureInfo.InvariantCulture, $"{definition.Name}@{release.Version}") : definition.Name;
        return new DeploymentRequest(EndpointRecord.NameOf(definition.Name, definition.DeployTo), version, pipelineSha256, file, image) { UnverifiedReason = definition.Release?.UnverifiedReason };
    }

    private async Task<StepResult> DeployBesideAsync(
        StepContext context, EnvironmentDefinition environment, DeploymentRequest request, TrafficPlan traffic, CancellationToken cancellationToken)
    {
        (DeploymentHandle handle, EndpointRecord endpoint) = await deployer.DeployBesideAsync(
            Projects.Default, environment, request, phase => context.Progress.Report(new StepProgress(0, 0, phase)), cancellationToken).ConfigureAwait(false);
        var challenger = new Challenger(handle, request.Name, request.PipelineSha256, request.Image.Reference, traffic)
        {
            ManifestDigest = request.Image.ManifestDigest,
            ConfigDigest = request.Image.ConfigDigest,
            Image = request.Image,
            RunId = context.Claim.RunId,
            Reason = context.Definition.Release?.Reason,
            UnverifiedReason = request.UnverifiedReason,
            Since = time.GetUtcNow(),
        };
        var outputs = new StepOutputsBuilder(context.Artifacts);
        outputs.AddValue(UrlOutput, handle.Url.ToString());
        outputs.AddValue(EndpointOutput, request.Endpoint);
        return new StepResult(outputs.Build(), $"{request.Name} runs beside {EndpointChange.Served(endpoint)} at {request.Endpoint}: {traffic}")
        {
            Effects = [new RecordChallengerEffect(Projects.Default, endpoint, challenger)],
            TakeBackAsync = token => deployer.TakeBackAsync(Projects.Default, request.Endpoint, handle, token),
        };
    }

    private StepResult Result(StepContext context, EnvironmentDefinition environment, DeploymentRequest request, DeployedEndpoint deployed)
    {
        DeploymentHandle handle = deployed.Handle;
        var outputs = new StepOutputsBuilder(context.Artifacts);
        outputs.AddValue(UrlOutput, handle.Url.ToString());
        outputs.AddValue(EndpointOutput, request.Endpoint);
        var record = new EndpointRecord
        {
            Name = request.Endpoint,
            Pipeline = context.Definition.Name,
            Environment = environment.Name,
            Port = handle.Port,
            Deployment = handle,
            Previous = deployed.Previous,
            PipelineSha256 = request.PipelineSha256,
            Version = 0,
            ImageReference = request.Image.Reference,
            UpdatedAt = time.GetUtcNow(),
        };
        var entry = new NewDeployment(request.Endpoint, request.PipelineSha256, request.Image, handle.Platform, record.UpdatedAt)
        {
            Reason = context.Definition.Release?.Reason,
            UnverifiedReason = request.UnverifiedReason,
        };
        bool isSecondChoice = environment.Platform == PlatformNames.Auto && handle.Platform == PlatformNames.Process;
        string platform = isSecondChoice ? $"{handle.Platform}, since no Docker engine answers" : handle.Platform;
        return new StepResult(outputs.Build(), string.Join("; ", deployed.Remarks.Prepend($"{request.Endpoint} answers on {handle.Url} ({platform})")))
        {
            Effects = [new RecordDeploymentEffect(Projects.Default, record, deployed.Before) { IsUnchanged = deployed.IsUnchanged }, new RecordHistoryEffect(entry)],
            TakeBackAsync = token => deployer.TakeBackAsync(Projects.Default, request.Endpoint, handle, token),
        };
    }
}
