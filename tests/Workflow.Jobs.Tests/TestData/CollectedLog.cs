using System.Collections.Concurrent;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Keeps the lines that a step writes.</summary>
internal sealed class CollectedLog : IStepLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Write(string line) => _lines.Enqueue(line);
}
