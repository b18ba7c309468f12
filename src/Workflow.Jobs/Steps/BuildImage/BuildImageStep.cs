using System.Globalization;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.PublishScorer;
using Workflow.Jobs.Steps.Validate;
using Workflow.Training.Files;

namespace Workflow.Jobs.Steps.BuildImage;

/// <summary>Makes the version's image, and signs what it is and where it comes from.</summary>
public sealed class BuildImageStep(PipelineImages builder, ImageStatements statements, ImageVerifier verifier, ScorerPublisher publisher, TimeProvider time) : IStep
{
    /// <summary>The image's names, digests and sizes.</summary>
    public static StepOutput Image { get; } = StepOutput.Document<BuiltImage>(StandardGraph.BuildImage, "image");

    /// <inheritdoc/>
    public string Name => StandardGraph.BuildImage;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [ValidateStep.Pipeline, PublishScorerStep.SourceHash];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [Image];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new PreparedStep(Parameters(context), token => BuildAsync(context, token))
        {
            StillStandsAsync = async (outputs, token) =>
            {
                ExpectedImage expected = Expected(context, await ReadAsync(context, outputs, token).ConfigureAwait(false));
                return (await verifier.VerifyAsync(expected, token).ConfigureAwait(false)).Passed;
            },

            // Another one may have been built since: the run goes on with this one, and the version's is to be the same.
            EffectsOfReuseAsync = async (outputs, token) => [Record(context, await ReadAsync(context, outputs, token).ConfigureAwait(false))],
        });

    private static async Task<BuiltImage> ReadAsync(StepContext context, StepOutputs outputs, CancellationToken cancellationToken) =>
        JobsJson.Read<BuiltImage>(await context.Artifacts.ReadAsync(outputs.Artifacts[Image.Output], cancellationToken).ConfigureAwait(false));

    private static RecordImageEffect Record(StepContext context, BuiltImage image) => new(context.Definition.Name, context.Input(ValidateStep.Pipeline), image);

    private async Task<StepResult> BuildAsync(StepContext context, CancellationToken cancellationToken)
    {
        string hash = context.Input(PublishScorerStep.SourceHash);
        EngineLayer layer = await publisher.RequireAsync(hash, cancellationToken).ConfigureAwait(false);
        string pipeline = await context.FileAsync(ValidateStep.Pipeline, cancellationToken).ConfigureAwait(false);
        BuiltImage image = await builder.BuildAsync(layer, pipeline, context.Definition.Model?.Image, context.Log.Write, cancellationToken).ConfigureAwait(false);

        string definition = Sha256Hex.Of(JobsJson.WriteUtf8(context.Definition));
        var run = new BuildRun(context.Claim.RunId, context.Definition.Name, definition, time.GetUtcNow());
        IReadOnlyList<ImageStatement> signed = await statements.SignAsync(image, layer, pipeline, run, cancellationToken).ConfigureAwait(false);

        var outputs = new StepOutputsBuilder(context.Artifacts);
        await outputs.AddDocumentAsync(Image.Output, image, cancellationToken).ConfigureAwait(false);
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{image.Reference}, {image.SizeBytes / 1e6:F1} MB, {image.CompressedBytes / 1e6:F1} MB as pushed");
        return new StepResult(outputs.Build(), message)
        {
            Effects = [Record(context, image), new RecordStatementsEffect(signed)],
        };
    }

    // The usual image has no parameters at all: its results of earlier releases stay what they are.
    private static object Parameters(StepContext context) => context.Definition.Model?.Image is { } image ? new { image } : new { };

    private static ExpectedImage Expected(StepContext context, BuiltImage image) => new(context.Definition.Name, image, context.Input(ValidateStep.Pipeline));
}
