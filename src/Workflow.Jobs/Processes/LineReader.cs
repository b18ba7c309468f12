using System.Text;

namespace Workflow.Jobs.Processes;

/// <summary>Reads lines of UTF-8 from a stream in little memory: of a line that is too long the beginning is given, and said that it is that.</summary>
internal sealed class LineReader(Stream stream, int maximumBytes = LineReader.MaximumBytes)
{
    /// <summary>How much of a line is kept where nobody says otherwise, in bytes.</summary>
    public const int MaximumBytes = 64 * 1024;

    private const int ChunkBytes = 32 * 1024;
    private readonly byte[] _line = new byte[maximumBytes];
    private int _length;
    private bool _isCut;
    private bool _followsReturn;

    /// <summary>What stands behind a line that was cut.</summary>
    public static string CutNote(int maximumBytes) => $" [cut: longer than {maximumBytes / 1024} KiB]";

    /// <summary>Reads to the end of the stream.</summary>
    /// <param name="onLine">Told every line, without its end: a line feed, a carriage return, or both.</param>
    public async Task ReadAsync(Action<string> onLine)
    {
        byte[] chunk = new byte[ChunkBytes];
        int count;
        while ((count = await stream.ReadAsync(chunk).ConfigureAwait(false)) > 0) Take(chunk.AsSpan(0, count), onLine);
        if (_length > 0) Tell(onLine);
    }

    private void Take(ReadOnlySpan<byte> chunk, Action<string> onLine)
    {
        while (!chunk.IsEmpty)
        {
            if (_followsReturn && chunk[0] == (byte)'\n') chunk = chunk[1..];
            _followsReturn = false;
            int end = chunk.IndexOfAny((byte)'\n', (byte)'\r');
            Append(end < 0 ? chunk : chunk[..end]);
            if (end < 0) return;
            _followsReturn = chunk[end] == (byte)'\r';
            chunk = chunk[(end + 1)..];
            Tell(onLine);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int room = Math.Min(bytes.Length, maximumBytes - _length);
        bytes[..room].CopyTo(_line.AsSpan(_length));
        _length += room;
        _isCut |= room < bytes.Length;
    }

    private void Tell(Action<string> onLine)
    {
        // A cut must not go through a character.
        if (_isCut) _length -= PartOfACharacter(_line.AsSpan(0, _length));
        string line = Encoding.UTF8.GetString(_line, 0, _length);
        bool isCut = _isCut;
        (_length, _isCut) = (0, false);
        onLine(isCut ? line + CutNote(maximumBytes) : line);
    }

    // A character has at most four bytes: the first tells how many, the others begin with the bits 10.
    private static int PartOfACharacter(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            byte value = bytes[^back];
            if ((value & 0xC0) == 0x80) continue;
            int needed = value switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back ? back : 0;
        }

        return 0;
    }
}
