using Workflow.Scorer.Admission;

namespace Workflow.Scorer.Requests;

/// <summary>The bytes of a request, and the admission that holds for as long as they are needed.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="admission">Ends with the need.</param>
/// <param name="rented">The array that is given back then; null where they are nobody else's.</param>
/// <param name="memory">To whom.</param>
internal sealed class RequestBody(ReadOnlyMemory<byte> bytes, IDisposable admission, byte[]? rented = null, BodyMemory? memory = null) : IDisposable
{
    private byte[]? _rented = rented;

    /// <summary>The bytes. Once this is disposed they may be those of another request.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } array) memory?.Return(array);
        admission.Dispose();
    }
}
