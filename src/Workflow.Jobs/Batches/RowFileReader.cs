using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Workflow.Scoring;
using Workflow.Scoring.Records;
using Workflow.Training.Files;

namespace Workflow.Jobs.Batches;

/// <summary>
/// Reads a file of rows block by block. Where a block begins and ends depends on the text alone, so that what was interrupted goes on with the very blocks that
/// it would have had.
/// </summary>
internal sealed class RowFileReader : IDisposable
{
    /// <summary>So long a block is, in bytes, unless a single record is longer.</summary>
    public const int BlockBytes = 1 << 20;

    private const int LongestRecord = 16 << 20;
    private const byte LineFeed = (byte)'\n';

    private readonly InputFile _file;
    private readonly FileStream _bytes;
    private readonly Stream _text;
    private readonly byte[] _blanks;
    private readonly EndFinder _findEnd;
    private BlockStart _next;
    private byte[] _rest = [];
    private bool _isOver;

    private RowFileReader(InputFile file, RowFileFormat format, FileStream bytes)
    {
        _file = file;
        _bytes = bytes;
        _text = format.IsGzip ? new GZipStream(new BufferedStream(bytes, 1 << 16), CompressionMode.Decompress) : bytes;
        Dialect = format.Form switch
        {
            RowForm.Csv => CsvDialect.Commas,
            RowForm.Tsv => CsvDialect.Tabs,
            _ => null,
        };
        _findEnd = Dialect is { } dialect ? dialect.FindEnd : JsonLineReader.FindEnd;
        _blanks = Encoding.ASCII.GetBytes(Dialect?.Blanks ?? " \t");
        _next = new BlockStart(0, 1, 1);
    }

    private delegate int EndFinder(ReadOnlySpan<byte> bytes, ref RecordScan scan);

    /// <summary>How cells are separated; null where rows are JSON.</summary>
    public CsvDialect? Dialect { get; }

    /// <summary>The header; null where rows are JSON.</summary>
    public CsvHeader? Header { get; private set; }

    /// <summary>How much of the file was read, in bytes of the file.</summary>
    public long BytesRead => _bytes.Position;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="kept">Names of the fields that the output gives back.</param>
    /// <param name="start">Where to go on; null for the first row.</param>
    /// <exception cref="BatchException">It cannot be read, or has no header that fits.</exception>
    public static RowFileReader Open(InputFile file, ScoringPipeline pipeline, IReadOnlyList<string> kept, BlockStart? start)
    {
        RowFileFormat format = RowFileFormat.Of(file.Path);
        RowFileReader? reader = null;
        try
        {
            var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            reader = new RowFileReader(file, format, stream);
            if (reader.Dialect is { } dialect) reader.ReadHeader(pipeline, dialect, kept);
            if (start is { } there) reader.GoTo(there);
            return reader;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            reader?.Dispose();
            throw Unreadable(file, unreadable);
        }
        catch
        {
            reader?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next block; null where there is none.</summary>
    /// <exception cref="BatchException">It cannot be read, or a record is too long.</exception>
    public RecordBlock? Read()
    {
        try
        {
            return ReadBlock();
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            throw Unreadable(_file, unreadable);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private static BatchException Unreadable(InputFile file, Exception why) => new($"{file.Path} cannot be read to its end: {UnreadableFile.Reason(file.Path, why)}", why);

    private RecordBlock? ReadBlock()
    {
        int size = BlockBytes;
        while (!_isOver || _rest.Length > 0)
        {
            // The rest is a record without an end: begun at it, a block would grow to just this size.
            while (size < _rest.Length) size *= 2;
            byte[] bytes = ArrayPool<byte>.Shared.Rent(size);
            int length = Fill(bytes.AsSpan(0, size));
            RecordBlock block = Divide(bytes, length);
            int taken = (int)(block.End.Offset - _next.Offset);
            Keep(bytes.AsSpan(taken, length - taken));
            _next = block.End;
            if (block.Count > 0) return block;
            ArrayPool<byte>.Shared.Return(bytes);

            // Blank lines alone make no block; what has no end yet is a longer record.
            if (taken > 0) size = BlockBytes;
            else if (size < LongestRecord) size *= 2;
            else throw new BatchException(string.Create(CultureInfo.InvariantCulture, $"{_file.Path}, line {_next.Line}: the record that begins here has more than {LongestRecord >> 20} MiB; is a quotation mark missing?"));
        }

        return null;
    }

    private void ReadHeader(ScoringPipeline pipeline, CsvDialect dialect, IReadOnlyList<string> kept)
    {
        byte[] bytes = new byte[LongestRecord >> 4];
        int length = Fill(bytes);
        var scan = default(RecordScan);
        for (int at = 0; at < length; scan = default)
        {
            int size = dialect.FindEnd(bytes.AsSpan(at..length), ref scan);
            if (size < 0 && !_isOver) throw new BatchException($"{_file.Path}: the header, the first line, does not end; is a quotation mark missing?");
            if (size < 0) size = length - at;
            ReadOnlySpan<byte> line = Trimmed(bytes.AsSpan(at, size));
            int next = Math.Min(at + size + 1, length);
            _next = new BlockStart(next, _next.Line + LinesOf(bytes.AsSpan(at..next)), 1);
            at = next;
            if (line.Trim(_blanks).IsEmpty) continue;
            try
            {
                Header = CsvHeader.Read(pipeline, dialect, line, kept);
            }
            catch (RecordException refused)
            {
                throw new BatchException(string.Join('\n', refused.Errors.Select(error => $"{_file.Path}: {error}")), refused);
            }

            Keep(bytes.AsSpan(next..length));
            return;
        }

        throw new BatchException($"{_file.Path} is empty: a header with the columns' names is expected, and rows behind it");
    }

    private void GoTo(BlockStart start)
    {
        long skip = start.Offset - _next.Offset;
        if (skip < _rest.Length)
        {
            _rest = _rest[(int)skip..];
        }
        else
        {
            Skip(skip - _rest.Length);
            _rest = [];
        }

        _next = start;
    }

    private void Skip(long count)
    {
        if (_text.CanSeek)
        {
            _text.Seek(count, SeekOrigin.Current);
            return;
        }

        byte[] passed = new byte[1 << 16];
        while (count > 0 && _text.Read(passed.AsSpan(0, (int)Math.Min(count, passed.Length))) is > 0 and var read) count -= read;
    }

    private int Fill(Span<byte> bytes)
    {
        _rest.CopyTo(bytes);
        int length = _rest.Length + _text.ReadAtLeast(bytes[_rest.Length..], bytes.Length - _rest.Length, throwOnEndOfStream: false);
        _isOver = length < bytes.Length;
        _rest = [];
        return length;
    }

    private void Keep(ReadOnlySpan<byte> rest) => _rest = rest.ToArray();

    private RecordBlock Divide(byte[] bytes, int length)
    {
        var block = new RecordBlock(bytes) { FirstRow = _next.Row };
        int at = 0;
        long line = _next.Line;
        var scan = default(RecordScan);
        while (at < length)
        {
            int size = _findEnd(bytes.AsSpan(at..length), ref scan);
            scan = default;
            if (size < 0 && !_isOver) break;
            if (size < 0) size = length - at;
            ReadOnlySpan<byte> text = Trimmed(bytes.AsSpan(at, size));
            if (!text.Trim(_blanks).IsEmpty) block.Add(at, text.Length, line);
            int next = Math.Min(at + size + 1, length);
            line += LinesOf(bytes.AsSpan(at..next));
            at = next;
        }

        block.End = new BlockStart(_next.Offset + at, line, _next.Row + block.Count);
        return block;
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line) => line is [.. var text, (byte)'\r'] ? text : line;

    private static int LinesOf(ReadOnlySpan<byte> text) => text.Count(LineFeed);
}
