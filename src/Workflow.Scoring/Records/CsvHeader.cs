using System.Text;

namespace Workflow.Scoring.Records;

/// <summary>What the first record says of the others: which of their cells are columns of the pipeline, and which ones the answer gives back.</summary>
internal sealed class CsvHeader
{
    private CsvHeader(int count, (int Field, int Column)[] known, int[] kept)
    {
        Count = count;
        Known = known;
        Kept = kept;
    }

    /// <summary>How many cells a record has.</summary>
    public int Count { get; }

    /// <summary>Those that are columns, in the order of the cells.</summary>
    public IReadOnlyList<(int Field, int Column)> Known { get; }

    /// <summary>Those that the answer gives back, in the order asked for.</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>Reads the first record.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="dialect">How cells are separated.</param>
    /// <param name="line">The first record.</param>
    /// <param name="included">Names of the fields that the answer gives back.</param>
    /// <exception cref="RecordException">It is no header, or not one that fits.</exception>
    public static CsvHeader Read(ScoringPipeline pipeline, CsvDialect dialect, ReadOnlySpan<byte> line, IReadOnlyList<string> included)
    {
        CsvCells cells = dialect.Cells(WithoutMark(line));
        var columns = new ColumnNames(pipeline);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = new List<(int Field, int Column)>();
        for (int field = 0; cells.MoveNext(); field++)
        {
            ReadOnlySpan<byte> name = cells.Text.Trim((byte)' ');
            if (!places.TryAdd(Encoding.UTF8.GetString(name), field)) throw new RecordException($"in the header \"{RecordText.Quote(name)}\" stands twice");
            if (columns.Find(name) is >= 0 and var column) known.Add((field, column));
        }

        if (cells.Wrong is { } wrong) throw new RecordException($"the header: {wrong}");
        HashSet<int> there = [.. known.Select(pair => pair.Column)];
        RecordError[] missing = MissingColumns.Find(pipeline, there.Contains, "missing in the header, the first line");
        if (missing.Length > 0) throw new RecordException(missing);
        return new CsvHeader(places.Count, [.. known], [.. included.Select(PlaceOf)]);

        int PlaceOf(string name) =>
            places.TryGetValue(name, out int place) ? place : throw new RecordException($"\"{RecordText.Quote(name)}\" is to be given back, but the header does not have it");
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        return line.StartsWith(byteOrderMark) ? line[byteOrderMark.Length..] : line;
    }
}
