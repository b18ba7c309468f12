using CsvHelper;
using Workflow.Scoring;
using Workflow.Training.Configuration;
using Workflow.Training.Files;

namespace Workflow.Cli.Scoring;

/// <summary>Scores a CSV file into another, row by row in order, with memory independent of their size.</summary>
internal sealed class CsvScoring
{
    private const int RowsPerBlock = 1024;
    private const int MostErrors = 20;
    private const int LargestRecord = 16 << 20;

    private static readonly CsvReaderOptions InputFormat = new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = LargestRecord,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    private static readonly CsvWriterOptions OutputFormat = new() { NewLine = "\n" };

    private readonly ScoringPipeline _pipeline;
    private readonly string _file;
    private readonly IReadOnlyList<string> _keep;
    private readonly List<string> _errors = [];

    private CsvScoring(ScoringPipeline pipeline, string file, IReadOnlyList<string> keep)
    {
        _pipeline = pipeline;
        _file = file;
        _keep = keep;
    }

    /// <summary>Scores a file. The output appears under its name only when it is whole.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputPath">CSV with a header; columns in any order; columns that the pipeline does not know are passed over.</param>
    /// <param name="outputPath">Where to write.</param>
    /// <param name="keep">Columns of the input to carry over.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <returns>Rows scored.</returns>
    /// <exception cref="CsvScoringException">A column is missing or there twice, or a cell cannot be scored; names row, line and column.</exception>
    public static async Task<long> ScoreAsync(
        ScoringPipeline pipeline, string inputPath, string outputPath, IReadOnlyList<string> keep, CancellationToken cancellationToken)
    {
        if (!File.Exists(inputPath)) throw new CsvScoringException(Directory.Exists(inputPath) ? $"{inputPath} is a directory" : $"{inputPath} does not exist");
        if (Path.GetFullPath(inputPath) == Path.GetFullPath(outputPath)) throw new CsvScoringException($"{outputPath} is the input; choose another file for the output");
        var scoring = new CsvScoring(pipeline, inputPath, keep);
        long rows = 0;
        await AtomicFile.WriteAsync(
            outputPath,
            async stream =>
            {
                using var reader = CsvReader.FromFile(inputPath, InputFormat);
                CsvWriter writer = CsvWriter.Create(stream, OutputFormat, leaveOpen: true);
                await using (writer.ConfigureAwait(false)) rows = await scoring.ScoreAsync(reader, writer, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return rows;
    }

    private async Task<long> ScoreAsync(CsvReader reader, CsvWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            string[] header = [.. reader.Headers];
            if (header.Length == 0) throw new CsvScoringException($"{_file} is empty; a header is expected");
            int[] positions = Positions(header, [.. _pipeline.InputColumns.Select(column => column.Name)]);
            int[] kept = Positions(header, _keep);
            foreach (string name in (IEnumerable<string>)[.. _keep, .. _pipeline.OutputColumns]) writer.WriteField(name);
            await writer.EndRecordAsync(cancellationToken).ConfigureAwait(false);

            var block = new ScoringBlock(_pipeline, RowsPerBlock, kept.Length);
            while (_errors.Count < MostErrors && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                ReadRow(reader, positions, kept, block);
                if (block.IsFull) await block.ScoreIntoAsync(writer, cancellationToken).ConfigureAwait(false);
            }

            if (_errors.Count > 0) throw new CsvScoringException(string.Join('\n', _errors));
            await block.ScoreIntoAsync(writer, cancellationToken).ConfigureAwait(false);
            return reader.RowNumber;
        }
        catch (CsvFormatException wrong)
        {
            throw new CsvScoringException($"{_file}, line {wrong.LineNumber}: {wrong.Message}", wrong);
        }
    }

    private void ReadRow(CsvReader reader, int[] positions, int[] kept, ScoringBlock block)
    {
        Span<double> cells = block.NextRow();
        for (int i = 0; i < positions.Length; i++)
        {
            if (_pipeline.Parser(i).Parse(reader.GetSpan(positions[i]), out cells[i]) is not { } refusal) continue;
            _errors.Add($"{_file}, row {reader.RowNumber} (line {reader.LineNumber}), column {_pipeline.InputColumns[i].Name}: {refusal}");
        }

        for (int i = 0; i < kept.Length; i++) block.Keep(i, reader.GetString(kept[i]));
    }

    private int[] Positions(string[] header, IReadOnlyList<string> names)
    {
        string[] missing = [.. names.Except(header, StringComparer.Ordinal)];
        string[] errors =
        [
            .. missing.Length > 1 ? [$"{_file}: columns {string.Join(", ", missing)} are missing; the file has {string.Join(", ", header)}"] : Array.Empty<string>(),
            .. missing is [{ } only] ? [$"{_file}: column {only} is missing; {NearestName.Hint(only, header)}"] : Array.Empty<string>(),
            .. names.Where(name => header.Count(other => other == name) > 1).Select(name => $"{_file}: column {name} is there twice"),
        ];
        return errors.Length == 0 ? [.. names.Select(name => Array.IndexOf(header, name))] : throw new CsvScoringException(string.Join('\n', errors));
    }
}
