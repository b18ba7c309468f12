using System.IO.Pipelines;

namespace Workflow.Scorer.Serving;

/// <summary>A connection whose input may end before its output does.</summary>
/// <param name="transport">The connection.</param>
internal sealed class HalfClosedTransport(IDuplexPipe transport) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = new HalfClosedInput(transport.Input);

    /// <inheritdoc/>
    public PipeWriter Output => transport.Output;
}
