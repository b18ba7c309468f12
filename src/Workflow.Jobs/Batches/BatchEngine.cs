using System.Buffers;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>
/// Reads blocks, scores them on all cores and writes them in order, with memory for a few blocks, however long the files are. How many cores there are decides nothing of
/// what is written.
/// </summary>
internal sealed class BatchEngine(ScoringPipeline pipeline, BatchOrder order, BatchWork work, OutputColumns columns, WorkFolder folder, IProgress<StepProgress> progress)
{
    private const int BlocksPerCommit = 16;

    // More than cores: those that wait are scored while others are written.
    private static readonly int MostAtOnce = (2 * Environment.ProcessorCount) + 2;

    private readonly ColumnCounter _counter = new(pipeline);
    private readonly Stack<BlockScorer> _free = [];
    private readonly PredictionOrigin _origin = new(work.Version, work.Id, pipeline.TargetLabels);
    private readonly BatchTally _tally = folder.Journal.Tally;
    private readonly List<InputTally> _inputs = [.. folder.Journal.Inputs];
    private readonly double _secondsBefore = folder.Journal.Seconds;
    private int _uncommitted;
    private BlockStart _end;
    private Task _commit = Task.CompletedTask;

    private CsvDialect? OutputDialect => work.Output.Form switch
    {
        RowForm.Csv => CsvDialect.Commas,
        RowForm.Tsv => CsvDialect.Tabs,
        _ => null,
    };

    /// <summary>Scores what is left.</summary>
    /// <param name="elapsed">The time since the batch began, or was taken up again.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="BatchException">A file cannot be read, or is not what it was.</exception>
    /// <exception cref="TooManyErrorsException">More rows are wrong than may be.</exception>
    public async Task<BatchJournal> RunAsync(Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        if (folder.Journal is { File: 0, Next: null }) folder.Write(Begin(), "file,row,line,column,reason,record\n"u8.ToArray());
        try
        {
            for (int file = folder.Journal.File; file < work.Inputs.Count; file++)
            {
                await ScoreFileAsync(file, elapsed, cancellationToken).ConfigureAwait(false);
                work.Inputs[file].RequireUnchanged();
                await CommitAsync(file + 1, null, elapsed).ConfigureAwait(false);
                Report(work.Inputs.Take(file + 1).Sum(read => read.Bytes));
            }

            if (order.MostErrors.IsPassedBy(_tally.Wrong, _tally.Rows)) throw new TooManyErrorsException(_tally.Wrong, _tally.Rows, order.MostErrors);
            await _commit.ConfigureAwait(false);
            await folder.CommitAsync(folder.Journal with { IsWhole = true }).ConfigureAwait(false);
            return folder.Journal;
        }
        finally
        {
            await _commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ScoreFileAsync(int index, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        InputFile input = work.Inputs[index];
        if (_inputs.Count == index) _inputs.Add(new InputTally(0, 0));
        long rowsBefore = _inputs.Take(index).Sum(before => before.Rows), bytesBefore = work.Inputs.Take(index).Sum(before => before.Bytes);
        using var reader = RowFileReader.Open(input, pipeline, order.Kept, folder.Journal.File == index ? folder.Journal.Next : null);
        var running = new Queue<Running>();
        try
        {
            for (bool isOver = false; ;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (!isOver && running.Count < MostAtOnce)
                {
                    if (reader.Read() is { } block) running.Enqueue(Start(block, reader, input.Name, rowsBefore));
                    else isOver = true;
                }

                if (running.Count == 0) return;
                await running.Peek().Work.ConfigureAwait(false);
                Write(running.Dequeue(), index);
                if (_uncommitted < BlocksPerCommit) continue;
                await CommitAsync(index, _end, elapsed).ConfigureAwait(false);
                Report(bytesBefore + reader.BytesRead);
            }
        }
        finally
        {
            foreach (Running left in running)
            {
                await left.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ArrayPool<byte>.Shared.Return(left.Block.Bytes);
            }
        }
    }

    private Running Start(RecordBlock block, RowFileReader file, string name, long rowsBefore)
    {
        BlockScorer scorer = _free.TryPop(out BlockScorer? free) ? free : new BlockScorer(pipeline, columns, _counter, work.Output.IsGzip);
        return new Running(block, scorer, Task.Run(() =>
        {
            RecordReader cells = file is { Dialect: { } dialect, Header: { } header } ? new CsvRecordReader(pipeline, dialect, header) : new JsonLineReader(pipeline);
            scorer.Score(block, name, rowsBefore, cells, Writer(file));
        }));
    }

    private IRowWriter Writer(RowFileReader file)
    {
        IKeptFields kept = file is { Dialect: { } source, Header: { } header } ? new KeptCells(source, header, order.Kept) : new KeptJson(order.Kept);
        return OutputDialect is { } dialect ? new CsvRowWriter(dialect, columns, kept, _origin) : new JsonRowWriter(columns, kept, _origin);
    }

    private void Write(Running done, int index)
    {
        BlockScorer scorer = done.Scorer;
        folder.Write(scorer.Rows, scorer.Errors);
        _tally.Add(scorer.Tally);
        _inputs[index] = new InputTally(_inputs[index].Rows + scorer.Tally.Rows, _inputs[index].Wrong + scorer.Tally.Wrong);
        _end = scorer.End;
        _uncommitted++;
        _free.Push(scorer);
        ArrayPool<byte>.Shared.Return(done.Block.Bytes);
        if (order.MostErrors.IsPassedBy(_tally.Wrong)) throw new TooManyErrorsException(_tally.Wrong, _tally.Rows, order.MostErrors);
    }

    // The disk is waited for while the next blocks are scored.
    private async Task CommitAsync(int file, BlockStart? next, Func<TimeSpan> elapsed)
    {
        await _commit.ConfigureAwait(false);
        _uncommitted = 0;
        _commit = folder.CommitAsync(folder.Journal with { File = file, Next = next, Tally = _tally, Inputs = [.. _inputs], Seconds = _secondsBefore + elapsed().TotalSeconds });
    }

    private void Report(long bytes) =>
        progress.Report(new StepProgress(bytes, work.Inputs.Sum(input => input.Bytes), $"{CountText.Of(_tally.Rows, "row")}{(_tally.Wrong > 0 ? $", {_tally.Wrong} wrong" : string.Empty)}"));

    private byte[] Begin()
    {
        byte[] header = OutputDialect is { } dialect ? CsvRowWriter.Header(dialect, columns) : [];
        return work.Output.IsGzip && header.Length > 0 ? GzipMember.Of(header) : header;
    }

    private sealed record Running(RecordBlock Block, BlockScorer Scorer, Task Work);
}
