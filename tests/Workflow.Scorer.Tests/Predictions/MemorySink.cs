using System.Text;
using Workflow.Scorer.Predictions;

namespace Workflow.Scorer.Tests.Predictions;

/// <summary>Keeps lines, stands still or fails as it is told.</summary>
internal sealed class MemorySink : IPredictionSink
{
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _open = Opened();

    /// <summary>How many of the next writes fail.</summary>
    public int Failures { get; set; }

    public IReadOnlyList<string> Lines => _lines;

    public void Stop() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _open.SetResult();

    /// <summary>Waits until a write has failed.</summary>
    public Task FailedAsync() => _failed.Task;

    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        await _open.Task;
        if (Failures > 0)
        {
            Failures--;
            _failed.SetResult();
            throw new IOException("no space left");
        }

        _lines.AddRange(Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose()
    {
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
