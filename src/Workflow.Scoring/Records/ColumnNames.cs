using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>Finds the input columns of a pipeline by their names.</summary>
internal sealed class ColumnNames
{
    private readonly byte[][] _names;
    private readonly Dictionary<string, int> _columns;
    private readonly int _longest;

    public ColumnNames(ScoringPipeline pipeline)
    {
        _names = [.. pipeline.InputColumns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
        _columns = pipeline.InputColumns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _longest = _names.Max(name => name.Length);
    }

    /// <summary>The column of a name; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> name) => name.Length <= _longest && _columns.TryGetValue(Encoding.UTF8.GetString(name), out int column) ? column : -1;

    /// <summary>The column of the name that the reader stands on; -1 where there is none.</summary>
    /// <param name="reader">Stands on a name.</param>
    /// <param name="likely">The column that is looked at first: callers mostly keep to the order.</param>
    public int Find(ref Utf8JsonReader reader, int likely)
    {
        if (likely < _names.Length && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(_names[likely])) return likely;
        return RecordText.TryUnescape(ref reader, out ReadOnlySpan<byte> name) ? Find(name) : -1;
    }
}
