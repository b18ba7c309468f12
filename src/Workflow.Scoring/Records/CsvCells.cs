namespace Workflow.Scoring.Records;

/// <summary>Goes through the cells of one record.</summary>
/// <param name="record">The record without the end of its line; it has at least one cell.</param>
/// <param name="delimiter">What stands between cells.</param>
internal ref struct CsvCells(ReadOnlySpan<byte> record, byte delimiter)
{
    private readonly ReadOnlySpan<byte> _record = record;
    private int _next;
    private bool _isOver;

    /// <summary>Where the cell stands in the record, with its quotation marks.</summary>
    public Range Place { get; private set; }

    /// <summary>The text of the cell.</summary>
    public readonly ReadOnlySpan<byte> Text => _record[Place] is [(byte)'"', .. var text, _] ? Unquoted(text) : _record[Place];

    /// <summary>What is wrong with the record; null where it is right so far.</summary>
    public string? Wrong { get; private set; }

    /// <summary>How many bytes a cell in quotation marks takes with them; -1 where the last one is missing.</summary>
    /// <param name="bytes">Begin with a quotation mark.</param>
    public static int QuotedLength(ReadOnlySpan<byte> bytes)
    {
        for (int at = 1; at < bytes.Length; at++)
        {
            int mark = bytes[at..].IndexOf((byte)'"');
            if (mark < 0) return -1;
            at += mark + 1;
            if (at == bytes.Length || bytes[at] != (byte)'"') return at;
        }

        return -1;
    }

    /// <summary>Goes to the next cell.</summary>
    /// <returns>Whether there is one, and nothing is wrong with it.</returns>
    public bool MoveNext()
    {
        if (_isOver) return false;
        ReadOnlySpan<byte> rest = _record[_next..];
        bool isQuoted = rest is [(byte)'"', ..];
        int length = isQuoted ? QuotedLength(rest) : rest.IndexOf(delimiter);
        if (length < 0 && isQuoted) return Stop("a quotation mark has no other one");
        if (length < 0) length = rest.Length;
        _isOver = length == rest.Length;
        if (!_isOver && rest[length] != delimiter) return Stop("behind the quotation mark that ends a cell stands something else than the next cell");
        Place = _next..(_next + length);
        _next += length + 1;
        return true;
    }

    private bool Stop(string wrong)
    {
        Wrong = wrong;
        _isOver = true;
        return false;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'"')) return text;
        var unquoted = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            unquoted[length++] = text[i];
            if (text[i] == (byte)'"') i++;
        }

        return unquoted.AsSpan(0, length);
    }
}
