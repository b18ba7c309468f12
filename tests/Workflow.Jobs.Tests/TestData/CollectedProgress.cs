using System.Collections.Concurrent;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Keeps the progress that a step reports.</summary>
internal sealed class CollectedProgress : IProgress<StepProgress>
{
    private readonly ConcurrentQueue<StepProgress> _reports = new();

    public IReadOnlyList<StepProgress> Reports => [.. _reports];

    public void Report(StepProgress value) => _reports.Enqueue(value);
}
