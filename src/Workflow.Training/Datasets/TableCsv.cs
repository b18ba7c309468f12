using System.Globalization;
using CsvHelper;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>
/// Writes a dataset as CSV (RFC 4180, line feed): features in order, then the label; numbers with the fewest digits that read back to the
/// same double; missing cells empty.
/// </summary>
public static class TableCsv
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n" };

    /// <summary>Writes the given rows, or all of them.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">Row numbers in the order in which they are written; null for all.</param>
    /// <param name="stream">Takes the CSV, UTF-8; stays open.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static async Task WriteAsync(Dataset dataset, IReadOnlyList<int>? rows, Stream stream, CancellationToken cancellationToken)
    {
        CsvWriter writer = CsvWriter.Create(stream, Format, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (DatasetColumn column in dataset.Schema.Features) writer.WriteField(column.Name);
            writer.WriteField(dataset.Schema.Target);
            await writer.EndRecordAsync(cancellationToken).ConfigureAwait(false);
            int count = rows?.Count ?? dataset.RowCount;
            for (int i = 0; i < count; i++)
            {
                // The writer itself looks at the token only when its buffer is full.
                cancellationToken.ThrowIfCancellationRequested();
                WriteRow(dataset, rows?[i] ?? i, writer);
                await writer.EndRecordAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A cell as text: the form that scoring reads back to the same cell.</summary>
    public static string Cell(DatasetColumn column, double cell)
    {
        if (double.IsNaN(cell)) return string.Empty;
        return column.Type == ColumnType.Category ? column.Levels[(int)cell] : Number(cell);
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteRow(Dataset dataset, int row, CsvWriter writer)
    {
        for (int i = 0; i < dataset.Features.Count; i++) writer.WriteField(Cell(dataset.Schema.Features[i], dataset.Features[i][row]));
        writer.WriteField(dataset.Task == ModelTask.Regression ? Number(dataset.Targets[row]) : dataset.Schema.Classes[dataset.Labels[row]].Value);
    }
}
