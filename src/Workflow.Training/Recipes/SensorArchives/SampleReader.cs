using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// Splits a stream of tab-separated lines into samples, in one pass and with constant memory. Sixty-four bytes at a time are searched for
/// separators; a sample of up to eight characters is converted as one 64-bit word.
/// </summary>
internal sealed class SampleReader<TSink>
    where TSink : IRowSink
{
    private const int Block = 64;
    private const int Slack = 8;
    private const int LongestSample = 256;

    private readonly byte[] _buffer;
    private readonly TSink _sink;
    private readonly string _file;
    private int _width = -1;
    private int _row = 1;
    private int _samples;
    private bool _blankLines;

    // Samples of the row up to the one that a blank ended, while no tab or line feed has come since; -1 otherwise.
    private int _samplesBeforeBlank = -1;

    /// <summary>Creates a reader.</summary>
    /// <param name="sink">Takes the samples.</param>
    /// <param name="file">Name of the file, for error messages.</param>
    /// <param name="bufferBytes">Bytes read at a time; small values are for tests.</param>
    public SampleReader(TSink sink, string file, int bufferBytes = 1 << 18)
    {
        _sink = sink;
        _file = file;
        _buffer = new byte[Slack + Math.Max(bufferBytes, LongestSample + 1) + Block];
    }

    /// <summary>Rows read.</summary>
    public int Rows => _row - 1;

    /// <summary>Samples per row; -1 where there are no rows.</summary>
    public int Width => _width;

    /// <summary>Reads the stream to its end.</summary>
    /// <exception cref="RecipeException">Not such a file; the message names the row and the column.</exception>
    public void Read(Stream stream, CancellationToken cancellationToken)
    {
        int end = Slack;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = stream.Read(_buffer, end, _buffer.Length - Block - end);
            if (read == 0) break;
            end = Consume(end + read);
        }

        // A last line without a line feed is a line like any other.
        if (end == Slack && _samples == 0) return;
        _buffer[end] = (byte)'\n';
        _ = Consume(end + 1);
    }

    // Consumes whole samples and moves the rest to the front. Returns the end of that rest.
    private int Consume(int end)
    {
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        int start = Slack;
        for (int block = Slack; block < end; block += Block)
        {
            ulong separators = Separators(ref Unsafe.Add(ref buffer, block));
            if (end - block < Block) separators &= (1UL << (end - block)) - 1;
            for (; separators != 0; separators &= separators - 1)
            {
                int at = block + BitOperations.TrailingZeroCount(separators);
                int length = at - start;
                if ((uint)(length - 1) < 8 && TryConvert(ref Unsafe.Add(ref buffer, at - 8), length, out uint mantissa, out int decimals))
                {
                    _sink.AddShort(mantissa, decimals);
                    _samples++;
                }
                else if (length > 0)
                {
                    AddLong(_buffer.AsSpan(start, length));
                }

                if (length == 0 || Unsafe.Add(ref buffer, at) != '\t') EndSample(Unsafe.Add(ref buffer, at), length);
                start = at + 1;
            }
        }

        int rest = end - start;
        if (rest > LongestSample) throw TooLong();
        Buffer.BlockCopy(_buffer, start, _buffer, Slack, rest);
        return Slack + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Separators(ref byte block)
    {
        Vector256<byte> limit = Vector256.Create((byte)0x21);
        uint low = Vector256.LessThan(Vector256.LoadUnsafe(ref block), limit).ExtractMostSignificantBits();
        uint high = Vector256.LessThan(Vector256.LoadUnsafe(ref block, 32), limit).ExtractMostSignificantBits();
        return low | ((ulong)high << 32);
    }

    // The eight bytes that end with a sample of 1 to 8 characters, digits with at most one point, as a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryConvert(ref byte lastEight, int length, out uint mantissa, out int decimals)
    {
        // Digits become 0 to 9, a point 0x1E; what stands before the sample becomes leading zeroes. The first character is the lowest byte.
        int before = (8 - length) * 8;
        ulong word = Unsafe.ReadUnaligned<ulong>(ref lastEight) ^ 0x3030303030303030;
        word = word >> before << before;

        ulong differences = word ^ 0x1E1E1E1E1E1E1E1E;
        ulong points = (differences - 0x0101010101010101) & ~differences & 0x8080808080808080;
        decimals = 0;
        if (points != 0)
        {
            // Move the digits before the point up by one place, over the point.
            int point = BitOperations.TrailingZeroCount(points) & ~7;
            decimals = 7 - (point >> 3);
            ulong below = word & ((1UL << point) - 1);
            ulong above = word & (ulong.MaxValue << point << 8);
            word = above | (below << 8);
        }

        bool allDigits = (((word + 0x7676767676767676) | word) & 0x8080808080808080) == 0;

        // Eight digits to a number: pairs, then quadruples, then all, each by one multiplication.
        word = (word * 10) + (word >> 8);
        word = (((word & 0x000000FF000000FF) * 0x000F424000000064)
            + (((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        mantissa = (uint)word;

        // A lone point converts to 0 with no digit at all.
        return allDigits && (length > 1 || points == 0);
    }

    private void AddLong(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestSample) throw TooLong();
        if (DecimalNumber.Parse(text, out DecimalNumber number) is { } refusal) throw Wrong(refusal);
        _sink.Add(number);
        _samples++;
    }

    // Every separator but a tab right behind a sample, which alone must cost nothing. Blanks may stand around a sample, never between two.
    private void EndSample(byte separator, int length)
    {
        if (_samplesBeforeBlank >= 0 && _samples > _samplesBeforeBlank)
        {
            throw new RecipeException($"{_file}, row {_row}, column {_samplesBeforeBlank + 1}: only a blank before it; values are separated by tabs");
        }

        switch (separator)
        {
            case (byte)'\t':
                if (_samplesBeforeBlank < 0) throw Wrong("a value is missing");
                _samplesBeforeBlank = -1;
                break;
            case (byte)'\n':
                EndLine();
                _samplesBeforeBlank = -1;
                break;
            case (byte)'\r' or (byte)' ':
                if (length > 0) _samplesBeforeBlank = _samples;
                break;
            default:
                throw Wrong($"byte 0x{separator:x2} is not text");
        }
    }

    private void EndLine()
    {
        if (_samples == 0)
        {
            _blankLines = true;
            return;
        }

        if (_blankLines) throw new RecipeException($"{_file}, row {_row}: the line before it is empty");
        if (_width < 0) _width = _samples;
        if (_samples != _width) throw new RecipeException($"{_file}, row {_row}: {_samples} values, but the rows before it have {_width}");
        _sink.EndRow(_samples);
        _samples = 0;
        _row++;
    }

    private RecipeException TooLong() => Wrong($"a value is longer than {LongestSample} characters");

    private RecipeException Wrong(string problem) => new($"{_file}, row {_row}, column {_samples + 1}: {problem}");
}
