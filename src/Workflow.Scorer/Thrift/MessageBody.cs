using Microsoft.AspNetCore.Connections;

namespace Workflow.Scorer.Thrift;

/// <summary>The arguments of a call, read as they come. Their end is that of the frame, or of their own structure where there is none.</summary>
internal sealed class MessageBody
{
    private readonly MessageInput _input;
    private readonly StructScanner? _scanner;
    private long _left;

    /// <summary>Stands on their first byte.</summary>
    /// <param name="input">Where they come from.</param>
    /// <param name="length">Their length; null where there is no frame.</param>
    public MessageBody(MessageInput input, long? length)
    {
        _input = input;
        _scanner = length is null ? new StructScanner() : null;
        _left = length ?? long.MaxValue;
    }

    /// <summary>Whether all of them were read or passed over.</summary>
    public bool IsOver => _scanner?.IsComplete ?? _left == 0;

    /// <summary>Reads the next bytes.</summary>
    /// <param name="memory">Receives them.</param>
    /// <param name="cancellationToken">Cancelled when the time of the call is over.</param>
    /// <returns>How many; fewer than there is room for at the end alone.</returns>
    /// <exception cref="ThriftError">They are no struct.</exception>
    /// <exception cref="ConnectionAbortedException">The caller leaves, or is too slow.</exception>
    public async ValueTask<int> FillAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < memory.Length && !IsOver)
        {
            await TakeAsync(
                memory.Length - filled,
                piece =>
                {
                    piece.CopyTo(memory[filled..]);
                    filled += piece.Length;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return filled;
    }

    /// <summary>Passes over what was not read, so that the next call can be.</summary>
    /// <param name="most">The most bytes that are passed over.</param>
    /// <param name="cancellationToken">Cancelled when there is no more time for it.</param>
    /// <returns>Whether that was all.</returns>
    /// <exception cref="ThriftError">They are no struct.</exception>
    /// <exception cref="ConnectionAbortedException">The caller leaves, or is too slow.</exception>
    public async ValueTask<bool> TryDiscardAsync(long most, CancellationToken cancellationToken)
    {
        while (most > 0 && !IsOver) most -= await TakeAsync(most, static _ => { }, cancellationToken).ConfigureAwait(false);
        return IsOver;
    }

    private async ValueTask<int> TakeAsync(long most, Action<ReadOnlyMemory<byte>> handle, CancellationToken cancellationToken)
    {
        int taken = await _input.TakeAsync(
            (int)Math.Min(int.MaxValue, Math.Min(most, _left)),
            piece =>
            {
                int length = _scanner?.Push(piece.Span) ?? piece.Length;
                handle(piece[..length]);
                return length;
            },
            cancellationToken).ConfigureAwait(false);
        _left -= taken;
        return taken;
    }
}
