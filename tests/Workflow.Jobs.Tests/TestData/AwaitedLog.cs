using System.Collections.Concurrent;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Keeps the lines that a step writes, and tells when one comes.</summary>
internal sealed class AwaitedLog : IStepLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Write(string line)
    {
        _lines.Enqueue(line);
        foreach ((string beginning, TaskCompletionSource<string> found) in _awaited) Complete(beginning, found, line);
    }

    /// <summary>The rest of the line that begins so, as soon as it was written.</summary>
    public Task<string> WhenLineAsync(string beginning)
    {
        TaskCompletionSource<string> found = _awaited.GetOrAdd(beginning, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (string line in Lines) Complete(beginning, found, line);
        return found.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static void Complete(string beginning, TaskCompletionSource<string> found, string line)
    {
        if (line.StartsWith(beginning, StringComparison.Ordinal)) found.TrySetResult(line[beginning.Length..]);
    }
}
