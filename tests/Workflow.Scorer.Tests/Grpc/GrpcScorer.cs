using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>One scorer with gRPC for all tests of a class: three classes, columns as those of <see cref="SharedScorer"/>.</summary>
public sealed class GrpcScorer : IAsyncLifetime
{
    internal RunningScorer Scorer { get; private set; } = null!;

    internal ScoringPipeline Pipeline => Scorer.Pipeline!;

    internal Uri Address => Scorer.GrpcAddress!;

    public async ValueTask InitializeAsync() => Scorer = await StartAsync(new ScorerOptions());

    public ValueTask DisposeAsync() => Scorer.DisposeAsync();

    internal static Task<RunningScorer> StartAsync(ScorerOptions options) =>
        RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), options with { GrpcPort = 0 });
}
