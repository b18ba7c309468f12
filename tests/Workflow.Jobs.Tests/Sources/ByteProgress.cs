using System.Collections.Concurrent;

namespace Workflow.Jobs.Tests.Sources;

/// <summary>Tells a test when a download has come so far.</summary>
internal sealed class ByteProgress : IProgress<(long Done, long? Total)>
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _reached = new();

    public (long Done, long? Total) Last { get; private set; }

    public Task WhenAsync(long done) => Of(done).Task;

    public void Report((long Done, long? Total) value)
    {
        Last = value;
        Of(value.Done).TrySetResult();
    }

    private TaskCompletionSource Of(long done) => _reached.GetOrAdd(done, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
