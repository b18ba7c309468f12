using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

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
    /// <param name="cells">The names.</param>
    /// <param name="included">Names of the fields that the answer gives back.</param>
    /// <exception cref="RequestException">It is no header, or not one that fits.</exception>
    public static CsvHeader Read(ScoringPipeline pipeline, CsvCells cells, IReadOnlyList<string> included)
    {
        var columns = new ColumnNames(pipeline);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = new List<(int Field, int Column)>();
        for (int field = 0; cells.MoveNext(); field++)
        {
            ReadOnlySpan<byte> name = cells.Text.Trim((byte)' ');
            if (!places.TryAdd(Encoding.UTF8.GetString(name), field)) throw new RequestException($"in the header \"{RequestText.Quote(name)}\" stands twice");
            if (columns.Find(name) is >= 0 and var column) known.Add((field, column));
        }

        if (cells.Wrong is { } wrong) throw new RequestException($"the header: {wrong}");
        HashSet<int> there = [.. known.Select(pair => pair.Column)];
        MissingColumns.Refuse(pipeline, there.Contains, "missing in the header, the first line");
        return new CsvHeader(places.Count, [.. known], [.. included.Select(PlaceOf)]);

        int PlaceOf(string name) =>
            places.TryGetValue(name, out int place) ? place : throw new RequestException($"\"{RequestText.Quote(name)}\" is to be given back, but the header does not have it");
    }
}
