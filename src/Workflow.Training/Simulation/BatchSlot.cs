namespace Workflow.Training.Simulation;

/// <summary>A writer of lines with the buffer for one batch of them.</summary>
internal sealed class BatchSlot(SimulatedFile file)
{
    private readonly Lazy<IRowWriter> _writer = new(file.CreateWriter);
    private byte[] _buffer = [];

    /// <summary>Lines in the batch.</summary>
    public int Rows { get; private set; }

    /// <summary>The batch, once it is made.</summary>
    public Task<ReadOnlyMemory<byte>> Text { get; private set; } = Task.FromResult(ReadOnlyMemory<byte>.Empty);

    /// <summary>Starts to make the batch that begins with a line.</summary>
    public void Start(int firstRow, CancellationToken cancellationToken)
    {
        Rows = Math.Min(file.RowsPerBatch, file.Rows - firstRow);
        Text = Task.Run(() => Make(firstRow, cancellationToken), cancellationToken);
    }

    private ReadOnlyMemory<byte> Make(int firstRow, CancellationToken cancellationToken)
    {
        IRowWriter writer = _writer.Value;
        if (_buffer.Length == 0) _buffer = new byte[file.RowsPerBatch * writer.MaximumRowBytes];
        int length = 0;
        for (int row = firstRow; row < firstRow + Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            length += writer.Write(row, _buffer.AsSpan(length));
        }

        return _buffer.AsMemory(0, length);
    }
}
