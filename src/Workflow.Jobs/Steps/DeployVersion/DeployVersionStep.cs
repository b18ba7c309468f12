using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Steps.Deploy;

namespace Workflow.Jobs.Steps.DeployVersion;

/// <summary>Brings a registered version to an environment.</summary>
public sealed class DeployVersionStep(VersionDeployment deployment, VersionStore versions) : IStep
{
    /// <summary>Base address of the endpoint.</summary>
    public static StepOutput Url { get; } = new(StandardGraph.DeployVersion, VersionDeployment.UrlOutput, OutputType.Text);

    /// <summary>Name of the endpoint.</summary>
    public static StepOutput Endpoint { get; } = new(StandardGraph.DeployVersion, VersionDeployment.EndpointOutput, OutputType.Text);

    /// <inheritdoc/>
    public string Name => StandardGraph.DeployVersion;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Url, Endpoint];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        ReleaseDefinition release = context.Definition.Release ?? throw new StepException($"run {context.Claim.RunId} names no version to deploy");
        EnvironmentDefinition environment = context.Definition.Environment(context.Definition.DeployTo);

        // Not only when the run is begun: the version may have been removed while the step waited for its turn.
        ModelVersion version = await versions.FindAsync(Projects.Default, context.Definition.Name, release.Version, cancellationToken).ConfigureAwait(false)
            ?? throw new StepException(string.Create(CultureInfo.InvariantCulture, $"there is no version {context.Definition.Name}@{release.Version} any more"));
        version.RequirePresent();
        return new PreparedStep(
            new { context.Definition.Name, environment, release }, token => deployment.DeployAsync(context, release.PipelineSha256, release.Image, token))
        {
            StillStandsAsync = (outputs, token) => deployment.StillStandsAsync(context, outputs, release.PipelineSha256, release.Image, token),
        };
    }
}
