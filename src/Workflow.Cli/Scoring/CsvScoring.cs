using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Workflow.Scoring;
using Workflow.Training.Configuration;
using Workflow.Training.Files;

namespace Workflow.Cli.Scoring;

/// <summary>Scores a CSV file into another, row by row in order, with memory independent of their size.</summary>
internal static class CsvScoring
{
    private const int RowsPerBlock = 1024;
    private const int MostErrors = 20;

    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { NewLine = "\n", BadDataFound = null, TrimOptions = TrimOptions.Trim };

    /// <summary>Scores a file. The output appears under its name only when it is whole.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputPath">CSV with a header; columns in any order; columns that the pipeline does not know are passed over.</param>
    /// <param name="outputPath">Where to write.</param>
    /// <param name="keep">Columns of the input to carry over.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <returns>Rows scored.</returns>
    /// <exception cref="CsvScoringException">A column is missing or a cell cannot be scored; names row, line and column.</exception>
    public static async Task<int> ScoreAsync(
        ScoringPipeline pipeline, string inputPath, string outputPath, IReadOnlyList<string> keep, CancellationToken cancellationToken)
    {
        if (!File.Exists(inputPath)) throw new CsvScoringException($"{inputPath} does not exist");
        int rows = 0;
        await AtomicFile.WriteAsync(
            outputPath,
            async stream =>
            {
                using var reader = new CsvReader(new StreamReader(inputPath, Encoding.UTF8), Format);
                var writer = new CsvWriter(new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true), Format);
                await using (writer.ConfigureAwait(false))
                {
                    rows = await ScoreAsync(pipeline, inputPath, reader, writer, keep, cancellationToken).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        return rows;
    }

    private static async Task<int> ScoreAsync(
        ScoringPipeline pipeline, string file, CsvReader reader, CsvWriter writer, IReadOnlyList<string> keep, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync().ConfigureAwait(false) || !reader.ReadHeader()) throw new CsvScoringException($"{file} is empty: a header is expected");
        int[] positions = Positions(file, reader.HeaderRecord!, [.. pipeline.InputColumns.Select(column => column.Name)]);
        int[] kept = Positions(file, reader.HeaderRecord!, keep);
        await WriteRowAsync(writer, [.. keep, .. pipeline.OutputColumns]).ConfigureAwait(false);

        var block = new ScoringBlock(pipeline, RowsPerBlock, kept.Length);
        var errors = new List<string>();
        int rows = 0;
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows++;
            Span<double> cells = block.NextRow();
            for (int i = 0; i < positions.Length; i++)
            {
                string text = reader.TryGetField(positions[i], out string? field) ? field ?? string.Empty : string.Empty;
                if (pipeline.Parser(i).Parse(text, out cells[i]) is { } refusal)
                {
                    errors.Add($"{file}, row {rows} (line {reader.Parser.RawRow}), column {pipeline.InputColumns[i].Name}: {refusal}");
                }
            }

            if (errors.Count >= MostErrors) break;
            for (int i = 0; i < kept.Length; i++) block.Keep(i, reader.TryGetField(kept[i], out string? field) ? field ?? string.Empty : string.Empty);
            if (block.IsFull) await WriteBlockAsync(writer, block).ConfigureAwait(false);
        }

        if (errors.Count > 0) throw new CsvScoringException(string.Join('\n', errors));
        await WriteBlockAsync(writer, block).ConfigureAwait(false);
        return rows;
    }

    private static int[] Positions(string file, string[] header, IReadOnlyList<string> names)
    {
        string[] missing = [.. names.Except(header, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new CsvScoringException(string.Join('\n', missing.Select(name => $"{file}: column {name} is missing; {NearestName.Hint(name, header)}")));
        }

        return [.. names.Select(name => Array.IndexOf(header, name))];
    }

    private static async Task WriteBlockAsync(CsvWriter writer, ScoringBlock block)
    {
        foreach (IReadOnlyList<string> row in block.Score()) await WriteRowAsync(writer, row).ConfigureAwait(false);
    }

    private static async Task WriteRowAsync(CsvWriter writer, IReadOnlyList<string> cells)
    {
        foreach (string cell in cells) writer.WriteField(cell);
        await writer.NextRecordAsync().ConfigureAwait(false);
    }
}
