using Workflow.Scoring;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>One scorer for all tests of a class, with HTTP and Thrift: three classes, columns <c>temperature</c>, <c>pressure</c> (may be missing) and <c>mode</c> (a category, may be missing).</summary>
public sealed class SharedScorer : IAsyncLifetime
{
    internal RunningScorer Scorer { get; private set; } = null!;

    internal ScoringPipeline Pipeline => Scorer.Pipeline!;

    public async ValueTask InitializeAsync() => Scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), new ScorerOptions { ThriftPort = 0 });

    public ValueTask DisposeAsync() => Scorer.DisposeAsync();
}
