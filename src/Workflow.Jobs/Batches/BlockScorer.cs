using System.Buffers;
using System.Globalization;
using System.Text;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>Scores a block of records into the bytes that are written for it. Its room is used again; one thread at a time.</summary>
/// <param name="pipeline">Scores.</param>
/// <param name="columns">The columns of the output.</param>
/// <param name="counter">Counts cells.</param>
/// <param name="isGzip">Whether the output is compressed: each block is a member of its own, so that a file can grow by them.</param>
internal sealed class BlockScorer(ScoringPipeline pipeline, OutputColumns columns, ColumnCounter counter, bool isGzip)
{
    private const int MostCells = 16384;

    private readonly ArrayBufferWriter<byte> _rows = new(RowFileReader.BlockBytes), _errors = new();
    private readonly int _width = pipeline.InputColumns.Count;
    private readonly bool[] _outside = new bool[pipeline.InputColumns.Count];
    private readonly int _atOnce = Math.Max(1, MostCells / Math.Max(pipeline.InputColumns.Count, pipeline.OutputColumns.Count + columns.Contributions.Count));
    private readonly List<RecordError> _wrong = [];
    private readonly List<int> _good = [];
    private byte[] _compressed = [];
    private double[] _cells = [], _outputs = [], _contributions = [];

    /// <summary>What is to be written of the rows, as the output has it.</summary>
    public ReadOnlyMemory<byte> Rows => isGzip ? _compressed : _rows.WrittenMemory;

    /// <summary>What is to be written of those that are wrong: CSV.</summary>
    public ReadOnlyMemory<byte> Errors => _errors.WrittenMemory;

    /// <summary>What was counted.</summary>
    public BatchTally Tally { get; private set; } = BatchTally.For(pipeline);

    /// <summary>Where the next block begins.</summary>
    public BlockStart End { get; private set; }

    /// <summary>Scores a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="file">Name of its file, for errors.</param>
    /// <param name="rowsBefore">How many rows the files before had.</param>
    /// <param name="reader">Reads the cells; nobody else uses it meanwhile.</param>
    /// <param name="writer">Writes the rows; nobody else uses it meanwhile.</param>
    public void Score(RecordBlock block, string file, long rowsBefore, RecordReader reader, IRowWriter writer)
    {
        _rows.ResetWrittenCount();
        _errors.ResetWrittenCount();
        Tally = BatchTally.For(pipeline);
        End = block.End;
        if (_cells.Length == 0)
        {
            _cells = new double[_atOnce * _width];
            _outputs = new double[_atOnce * pipeline.OutputColumns.Count];
            _contributions = new double[_atOnce * columns.Contributions.Count];
        }

        for (int next = 0; next < block.Count;)
        {
            next = Read(block, next, file, reader);
            ScoreGood(block, rowsBefore, writer);
        }

        if (isGzip) _compressed = _rows.WrittenCount > 0 ? GzipMember.Of(_rows.WrittenSpan) : [];
    }

    private int Read(RecordBlock block, int next, string file, RecordReader reader)
    {
        _good.Clear();
        for (; next < block.Count && _good.Count < _atOnce; next++)
        {
            Span<double> row = _cells.AsSpan(_good.Count * _width, _width);
            row.Fill(double.NaN);
            reader.Read(block.Text(next), 0, row, _wrong);
            Tally.Rows++;
            if (_wrong.Count == 0)
            {
                _good.Add(next);
                continue;
            }

            Tally.Wrong++;
            foreach (RecordError error in _wrong) WriteError(block, next, file, error);
            _wrong.Clear();
        }

        return next;
    }

    private void ScoreGood(RecordBlock block, long rowsBefore, IRowWriter writer)
    {
        int scores = pipeline.OutputColumns.Count, parts = columns.Contributions.Count;
        ReadOnlySpan<double> cells = _cells.AsSpan(0, _good.Count * _width);
        Span<double> outputs = _outputs.AsSpan(0, _good.Count * scores), contributions = _contributions.AsSpan(0, _good.Count * parts);
        pipeline.Score(cells, outputs);
        if (parts > 0) pipeline.Contributions(cells, contributions);
        counter.Count(cells, Tally.Columns);
        for (int i = 0; i < _good.Count; i++)
        {
            ReadOnlySpan<double> output = outputs.Slice(i * scores, scores);
            bool isOutside = columns.HasEnvelope && pipeline.IsOutside(cells.Slice(i * _width, _width), _outside);
            int decided = pipeline.Decide(output);
            Count(decided, isOutside, output);
            writer.Write(_rows, new ScoredRow
            {
                Record = block.Text(_good[i]),
                Outputs = output,
                Class = decided,
                Contributions = contributions.Slice(i * parts, parts),
                IsOutside = isOutside,
                Number = rowsBefore + block.FirstRow + _good[i],
            });
        }
    }

    private void Count(int decided, bool isOutside, ReadOnlySpan<double> output)
    {
        if (isOutside) Tally.Outside++;
        if (decided >= 0)
        {
            Tally.Classes[decided]++;
            return;
        }

        Tally.Sum += output[0];
        Tally.Minimum = Math.Min(output[0], Tally.Minimum ?? output[0]);
        Tally.Maximum = Math.Max(output[0], Tally.Maximum ?? output[0]);
    }

    private void WriteError(RecordBlock block, int record, string file, RecordError error)
    {
        CsvDialect csv = CsvDialect.Commas;
        csv.Write(_errors, isFirst: true, Encoding.UTF8.GetBytes(file));
        csv.Write(_errors, isFirst: false, Encoding.UTF8.GetBytes((block.FirstRow + record).ToString(CultureInfo.InvariantCulture)));
        csv.Write(_errors, isFirst: false, Encoding.UTF8.GetBytes(block.Line(record).ToString(CultureInfo.InvariantCulture)));
        csv.Write(_errors, isFirst: false, Encoding.UTF8.GetBytes(error.Column ?? string.Empty));
        csv.Write(_errors, isFirst: false, Encoding.UTF8.GetBytes(error.Reason));
        csv.Write(_errors, isFirst: false, block.Text(record));
        _errors.Write("\n"u8);
    }
}
