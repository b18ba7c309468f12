using Workflow.Scorer.Logs;

namespace Workflow.Scorer.Predictions;

/// <summary>Predictions on standard output, between the lines of the log.</summary>
internal sealed class OutputSink : IPredictionSink
{
    /// <inheritdoc/>
    public Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        StandardOutput.Write(lines.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
