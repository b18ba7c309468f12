using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Workflow.Jobs.Predictions;

/// <summary>Reads the lines of a prediction log as they come: no more of them than one line is held.</summary>
public static class PredictionLines
{
    /// <summary>Bytes of the longest line, without its end.</summary>
    public const int LongestLine = 1 << 20;

    private const int BlockSize = 1 << 16;

    /// <summary>The predictions, line by line. The last line may lack its end.</summary>
    /// <exception cref="PredictionException">A line is no record of a prediction; the message names it. What was given before is right.</exception>
    public static async IAsyncEnumerable<ReceivedPrediction> ReadAsync(Stream lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(lines, new StreamPipeReaderOptions(bufferSize: BlockSize, leaveOpen: true));
        try
        {
            long number = 0;
            while (true)
            {
                ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                ReadOnlySequence<byte> rest = read.Buffer;
                while (TryTakeLine(ref rest, read.IsCompleted, out ReadOnlySequence<byte> line)) yield return Read(++number, line);
                if (rest.Length > LongestLine) throw TooLong(number + 1);
                if (read.IsCompleted) yield break;
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static ReceivedPrediction Read(long number, ReadOnlySequence<byte> line)
    {
        if (line.Length > LongestLine) throw TooLong(number);
        return line.IsSingleSegment ? PredictionLine.Read(number, line.FirstSpan) : PredictionLine.Read(number, line.ToArray());
    }

    private static PredictionException TooLong(long number) => new($"line {number}: has more than {LongestLine} bytes");
}
