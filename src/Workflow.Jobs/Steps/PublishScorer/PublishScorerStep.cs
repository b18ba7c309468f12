using System.Globalization;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.PublishScorer;

/// <summary>Publishes the scorer and its image layer, once for each state of its sources. Needs nothing of what training makes.</summary>
public sealed class PublishScorerStep(ScorerPublisher publisher) : IStep
{
    /// <summary>Hash under which the layer is kept.</summary>
    public static StepOutput SourceHash { get; } = new(StandardGraph.PublishScorer, "source-hash", OutputType.Text);

    /// <inheritdoc/>
    public string Name => StandardGraph.PublishScorer;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs => [];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [SourceHash];

    /// <inheritdoc/>
    public async Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        string hash = await publisher.CurrentHashAsync(cancellationToken).ConfigureAwait(false);
        return new PreparedStep(new { hash }, token => PublishAsync(context, token))
        {
            StillStandsAsync = (_, _) => Task.FromResult(publisher.Find(hash) is not null),
        };
    }

    private async Task<StepResult> PublishAsync(StepContext context, CancellationToken cancellationToken)
    {
        context.Progress.Report(new StepProgress(0, 0, "compiling the scorer (once per release)"));
        EngineLayer layer = await publisher.EnsureAsync(null, cancellationToken).ConfigureAwait(false);
        var outputs = new StepOutputsBuilder(context.Artifacts);
        outputs.AddValue(SourceHash.Output, layer.SourceHash);
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{layer.SizeBytes / 1e6:F1} MB, {layer.CompressedBytes / 1e6:F1} MB as pushed, .NET {layer.Runtime}");
        return new StepResult(outputs.Build(), message);
    }
}
