namespace Workflow.Scorer.Requests;

/// <summary>The bytes of a request, and the admission that holds for as long as they are needed.</summary>
internal sealed class RequestBody(ReadOnlyMemory<byte> bytes, IDisposable admission) : IDisposable
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <inheritdoc/>
    public void Dispose() => admission.Dispose();
}
