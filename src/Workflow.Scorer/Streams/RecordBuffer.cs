using System.Globalization;
using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>
/// The records of a text body, lines for the most part, as they come. It holds no more of the body than fits into a buffer, which grows only for a
/// record that is longer.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="length">
/// How long it is, where its sender knows that: such a body is on its way, and the buffer is filled. Where nobody knows it someone may wait for the answer
/// to one record before the next is sent.
/// </param>
/// <param name="findEnd">Finds where records end.</param>
/// <param name="blanks">What records without anything else are no records. Where tabs stand between cells, a row of missing ones is nothing but tabs.</param>
internal sealed class RecordBuffer(Stream body, long? length, RecordBuffer.EndFinder findEnd, string blanks = " \t")
{
    /// <summary>The longest record, in bytes.</summary>
    public const int LongestRecord = 256 << 10;

    private const int FirstBytes = 64 << 10;

    private readonly byte[] _blanks = Encoding.ASCII.GetBytes(blanks);
    private byte[] _bytes = new byte[FirstBytes];
    private int _start;
    private int _end;
    private bool _isOver;
    private RecordScan _scan;

    /// <summary>Finds the line feed that ends the record with which the bytes begin.</summary>
    /// <param name="bytes">The bytes: more with each call.</param>
    /// <param name="scan">How far they were looked at; receives how far they are now.</param>
    /// <returns>Its place; -1 where it has not come yet.</returns>
    public delegate int EndFinder(ReadOnlySpan<byte> bytes, ref RecordScan scan);

    private Span<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Reads on until there is a whole record, or nothing any more. What was handed out before is gone then.</summary>
    /// <returns>Whether there is a record.</returns>
    /// <exception cref="RequestException">A record is too long.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (findEnd(Rest, ref _scan) < 0)
        {
            if (_isOver) return !Rest.IsEmpty;
            MakeRoom();
            Memory<byte> free = _bytes.AsMemory(_end);
            int least = length is null ? 1 : free.Length;
            int count = await body.ReadAtLeastAsync(free, least, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            _end += count;
            _isOver = count < least;
        }

        return true;
    }

    /// <summary>The next record that is there as a whole and holds anything but blanks.</summary>
    /// <param name="record">Where it stands.</param>
    public bool TryNextFilled(out Range record)
    {
        while (TryNext(out record))
        {
            if (!Bytes(record).Trim(_blanks).IsEmpty) return true;
        }

        return false;
    }

    /// <summary>The bytes of a record, until more is read.</summary>
    public ReadOnlySpan<byte> Bytes(Range record) => _bytes.AsSpan(record);

    // Without the end of its line.
    private bool TryNext(out Range record)
    {
        int size = findEnd(Rest, ref _scan);
        bool isLast = size < 0 && _isOver;
        if (isLast) size = _end - _start;
        record = _start.._start;
        if (size < 0 || _start == _end) return false;
        int end = _start + size;
        if (size > 0 && _bytes[end - 1] == (byte)'\r') end--;
        record = _start..end;
        _start += isLast ? size : size + 1;
        _scan = default;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0) Rest.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_end < _bytes.Length) return;
        if (_end >= LongestRecord) throw new RequestException(string.Create(CultureInfo.InvariantCulture, $"a record has more than {LongestRecord} bytes; is the end of a line or a quotation mark missing?"));
        Array.Resize(ref _bytes, Math.Min(2 * _bytes.Length, LongestRecord));
    }
}
