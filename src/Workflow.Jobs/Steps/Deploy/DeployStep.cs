using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Validate;

namespace Workflow.Jobs.Steps.Deploy;

/// <summary>Brings the version that the run has made to the environment that the pipeline deploys to.</summary>
public sealed class DeployStep(VersionDeployment deployment) : IStep
{
    /// <summary>Base address of the endpoint.</summary>
    public static StepOutput Url { get; } = new(StandardGraph.Deploy, VersionDeployment.UrlOutput, OutputType.Text);

    /// <summary>Name of the endpoint.</summary>
    public static StepOutput Endpoint { get; } = new(StandardGraph.Deploy, VersionDeployment.EndpointOutput, OutputType.Text);

    /// <inheritdoc/>
    public string Name => StandardGraph.Deploy;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [ValidateStep.Pipeline, BuildImageStep.Image];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Url, Endpoint];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        EnvironmentDefinition environment = context.Definition.Environment(context.Definition.DeployTo);
        string pipeline = context.Input(ValidateStep.Pipeline);
        return Task.FromResult(new PreparedStep(new { context.Definition.Name, environment }, RunAsync)
        {
            StillStandsAsync = async (outputs, token) =>
                await deployment.StillStandsAsync(context, outputs, pipeline, await ImageAsync(token).ConfigureAwait(false), token).ConfigureAwait(false),
        });

        Task<BuiltImage> ImageAsync(CancellationToken token) => context.ReadAsync<BuiltImage>(BuildImageStep.Image, token);

        async Task<StepResult> RunAsync(CancellationToken token) =>
            await deployment.DeployAsync(context, pipeline, await ImageAsync(token).ConfigureAwait(false), token).ConfigureAwait(false);
    }
}
