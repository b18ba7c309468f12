using System.Globalization;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>
/// Writes a dataset as CSV (RFC 4180, line feed): features in order, then the label; numbers with the fewest digits that read back to the
/// same double; missing cells empty.
/// </summary>
public static class TableCsv
{
    /// <summary>Writes the given rows, or all of them.</summary>
    public static async Task WriteAsync(Dataset dataset, IReadOnlyList<int>? rows, TextWriter writer, CancellationToken cancellationToken)
    {
        IEnumerable<string> header = dataset.Schema.Features.Select(column => column.Name).Append(dataset.Schema.Target);
        await WriteLineAsync(writer, header).ConfigureAwait(false);
        int count = rows?.Count ?? dataset.RowCount;
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WriteLineAsync(writer, Row(dataset, rows?[i] ?? i)).ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Row(Dataset dataset, int row)
    {
        for (int i = 0; i < dataset.Features.Count; i++) yield return Cell(dataset.Schema.Features[i], dataset.Features[i][row]);
        yield return dataset.Schema.Classes[dataset.Labels[row]].Value;
    }

    /// <summary>A cell as text: the form that scoring reads back to the same cell.</summary>
    public static string Cell(DatasetColumn column, double cell)
    {
        if (double.IsNaN(cell)) return string.Empty;
        return column.Type == ColumnType.Category ? column.Levels[(int)cell] : cell.ToString("R", CultureInfo.InvariantCulture);
    }

    private static async Task WriteLineAsync(TextWriter writer, IEnumerable<string> cells)
    {
        await writer.WriteAsync(string.Join(',', cells.Select(Quote))).ConfigureAwait(false);
        await writer.WriteAsync('\n').ConfigureAwait(false);
    }

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
