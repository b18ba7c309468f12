namespace Workflow.Scorer.Predictions;

/// <summary>Where predictions are written.</summary>
internal interface IPredictionSink : IDisposable
{
    /// <summary>Writes lines.</summary>
    /// <param name="lines">UTF-8, each with its end.</param>
    /// <param name="cancellationToken">Cancelled when there is no more time.</param>
    /// <exception cref="IOException">They are lost; the next ones may not be.</exception>
    Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken);
}
