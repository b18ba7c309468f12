using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Workflow.Scorer.Serving;

/// <summary>
/// What a caller sends. Its end is told once all that came before was looked at: the server refuses a body of known length that comes together with the
/// end, though it is whole.
/// </summary>
/// <param name="input">What comes.</param>
internal sealed class HalfClosedInput(PipeReader input) : PipeReader
{
    private SequencePosition _start;
    private SequencePosition _end;
    private bool _isOver;
    private bool _isAllSeen;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> reading = input.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Look(reading.Result)) : LookAsync(reading);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (!input.TryRead(out result)) return false;
        result = Look(result);
        return true;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Whoever takes nothing of it wants more.
        _isAllSeen = _isOver && (examined.Equals(_end) || consumed.Equals(_start));
        input.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => input.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => input.Complete(exception);

    // Once per request: nothing is allocated for it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> LookAsync(ValueTask<ReadResult> reading) => Look(await reading.ConfigureAwait(false));

    private ReadResult Look(ReadResult result)
    {
        (_isOver, _start, _end) = (result.IsCompleted, result.Buffer.Start, result.Buffer.End);
        bool isEnd = result.IsCompleted && (_isAllSeen || result.Buffer.IsEmpty);
        return new ReadResult(result.Buffer, result.IsCanceled, isEnd);
    }
}
