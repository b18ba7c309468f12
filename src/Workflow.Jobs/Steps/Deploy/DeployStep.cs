using System.Globalization;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.PublishScorer;
using Workflow.Jobs.Steps.Validate;

namespace Workflow.Jobs.Steps.Deploy;

/// <summary>Brings the version to the environment that the pipeline deploys to.</summary>
public sealed class DeployStep(Deployer deployer, ScorerPublisher publisher, ImageBuilder builder, TimeProvider time) : IStep
{
    /// <summary>Base address of the endpoint.</summary>
    public static StepOutput Url { get; } = new(StandardGraph.Deploy, "url", OutputType.Text);

    /// <summary>Name of the endpoint.</summary>
    public static StepOutput Endpoint { get; } = new(StandardGraph.Deploy, "endpoint", OutputType.Text);

    /// <inheritdoc/>
    public string Name => StandardGraph.Deploy;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [ValidateStep.Pipeline, PublishScorerStep.SourceHash, BuildImageStep.Image];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Url, Endpoint];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        EnvironmentDefinition environment = context.Definition.Environment(context.Definition.DeployTo);
        return Task.FromResult(new PreparedStep(new { context.Definition.Name, environment }, token => DeployAsync(context, environment, token))
        {
            StillStandsAsync = (outputs, token) => deployer.StillServesAsync(
                Projects.Default, outputs.Values[Endpoint.Output], new Uri(outputs.Values[Url.Output]), context.Input(ValidateStep.Pipeline), token),
        });
    }

    private async Task<StepResult> DeployAsync(StepContext context, EnvironmentDefinition environment, CancellationToken cancellationToken)
    {
        string hash = context.Input(PublishScorerStep.SourceHash);
        EngineLayer engine = await publisher.RequireAsync(hash, cancellationToken).ConfigureAwait(false);
        string name = $"{context.Definition.Name}-{environment.Name}";
        string pipeline = await context.FileAsync(ValidateStep.Pipeline, cancellationToken).ConfigureAwait(false);
        BuiltImage image = await context.ReadAsync<BuiltImage>(BuildImageStep.Image, cancellationToken).ConfigureAwait(false);
        var request = new DeploymentRequest(
            name,
            context.Input(ValidateStep.Pipeline),
            pipeline,
            engine,
            await builder.RequireAsync(image, engine, pipeline, cancellationToken).ConfigureAwait(false),
            context.Definition.Name);
        DeploymentHandle handle = await deployer.DeployAsync(
            Projects.Default, environment, request, phase => context.Progress.Report(new StepProgress(0, 0, phase)), cancellationToken).ConfigureAwait(false);

        var outputs = new StepOutputsBuilder(context.Artifacts);
        outputs.AddValue(Url.Output, handle.Url.ToString());
        outputs.AddValue(Endpoint.Output, name);
        var record = new EndpointRecord
        {
            Name = name,
            Pipeline = context.Definition.Name,
            Environment = environment.Name,
            Port = handle.Port,
            Deployment = handle,
            PipelineSha256 = request.PipelineSha256,
            Version = 0,
            ImageReference = request.Image.Reference,
            UpdatedAt = time.GetUtcNow(),
        };
        bool isSecondChoice = environment.Platform == PlatformNames.Auto && handle.Platform == PlatformNames.Process;
        string platform = isSecondChoice ? $"{handle.Platform}, since no Docker engine answers" : handle.Platform;
        return new StepResult(outputs.Build(), string.Create(CultureInfo.InvariantCulture, $"{name} answers on {handle.Url} ({platform})"))
        {
            Effects = [new RecordDeploymentEffect(record)],
        };
    }
}
