using Workflow.Scoring;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>The scorer of <see cref="SharedScorer"/>, and gRPC, with a pipeline that knows where its training rows lay.</summary>
public sealed class EnvelopedScorer : IAsyncLifetime
{
    internal RunningScorer Scorer { get; private set; } = null!;

    internal ScoringPipeline Pipeline => Scorer.Pipeline!;

    public async ValueTask InitializeAsync() => Scorer = await RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes(), new ScorerOptions { GrpcPort = 0, ThriftPort = 0 });

    public ValueTask DisposeAsync() => Scorer.DisposeAsync();
}
