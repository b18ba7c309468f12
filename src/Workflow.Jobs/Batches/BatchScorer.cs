using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Batches;

/// <summary>
/// Scores files into an output that appears under its name when it is whole. What was interrupted, however it was, goes on behind the last blocks that were committed,
/// and ends with the same bytes.
/// </summary>
internal sealed class BatchScorer(WorkflowHome home, TimeProvider time)
{
    /// <summary>Makes an output.</summary>
    /// <param name="pipeline">Scores.</param>
    /// <param name="order">What to do.</param>
    /// <param name="progress">Told how far it is, in bytes of the input.</param>
    /// <param name="cancellationToken">Stops; what was committed stays, and is where the next attempt goes on.</param>
    /// <exception cref="BatchException">The rows cannot be scored.</exception>
    public async Task<BatchResult> ScoreAsync(ScoringPipeline pipeline, BatchOrder order, IProgress<StepProgress> progress, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        var files = new BatchFiles(order.Output);
        RowFileFormat format = RowFileFormat.Of(order.Output);
        if (order.Inputs.Contains(order.Output, StringComparer.Ordinal)) throw new BatchException($"{order.Output} is the input too; choose another output");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(order.Output)!);
            using FileTurn turn = await TakeTurnAsync(order.Output, progress, cancellationToken).ConfigureAwait(false);
            progress.Report(new StepProgress(0, 0, "reading the input"));
            var inputs = new List<InputFile>();
            foreach (string path in order.Inputs) inputs.Add(await InputFiles.HashAsync(path, cancellationToken).ConfigureAwait(false));
            var work = new BatchWork(pipeline.Hash, order.Version, inputs, order.Kept, order.HasContributions, format);
            if (FindExisting(files, work, order) is { } existing) return existing;
            return await MakeAsync(pipeline, order, files, work, progress, () => time.GetElapsedTime(begun), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"{order.Output} cannot be written: {unwritable.Message} Mend that and begin again: what was scored is not lost", unwritable);
        }
    }

    private async Task<FileTurn> TakeTurnAsync(string output, IProgress<StepProgress> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(home.Batches);
        string name = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(output))[..32];
        return await FileTurn.TakeAsync(
            Path.Join(home.Batches, $"{name}.lock"), cancellationToken, () => progress.Report(new StepProgress(0, 0, $"another batch is writing {output}"))).ConfigureAwait(false);
    }

    private static BatchResult? FindExisting(BatchFiles files, BatchWork work, BatchOrder order)
    {
        // Where a work folder is, the files around it may be of different batches.
        if (!File.Exists(files.Output) || Directory.Exists(files.WorkFolder)) return null;
        BatchSummary? summary = BatchSummary.Read(files.Summary);
        bool isWhole = summary is not null && new FileInfo(files.Output).Length == summary.Output.Bytes;
        if (isWhole && summary!.Work == work.Key) return new BatchResult(summary, BatchOutcome.Unchanged);
        if (isWhole && order.Existing == ExistingOutput.KeepScored && HasSameInput(summary!, work)) return new BatchResult(summary!, BatchOutcome.Kept);
        return summary is not null || order.Existing == ExistingOutput.ReplaceAny
            ? null
            : throw new BatchException($"{files.Output} is there, and no batch has made it; choose another output, or say that it may be overwritten");
    }

    private static bool HasSameInput(BatchSummary summary, BatchWork work) =>
        summary.Inputs.Select(input => input.Sha256).SequenceEqual(work.Inputs.Select(input => input.Sha256), StringComparer.Ordinal);

    private async Task<BatchResult> MakeAsync(ScoringPipeline pipeline, BatchOrder order, BatchFiles files, BatchWork work, IProgress<StepProgress> progress, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        OutputColumns columns = OutputColumns.Of(pipeline, order.Kept, order.HasContributions);
        BatchJournal? journal = WorkFolder.FindWhole(files, work);
        bool isResumed = journal is not null;
        if (journal is null)
        {
            using (var folder = WorkFolder.Open(files, work, BatchTally.For(pipeline)))
            {
                isResumed = folder.IsResumed;
                var engine = new BatchEngine(pipeline, order, work, columns, folder, progress);
                try
                {
                    journal = await engine.RunAsync(elapsed, cancellationToken).ConfigureAwait(false);
                }
                catch (TooManyErrorsException tooMany)
                {
                    folder.GiveUp();
                    throw new BatchException($"{tooMany.Message}; they are told in {files.Errors}. Mend them, or allow more", tooMany);
                }
            }
        }

        BatchSummary summary = await WorkFolder.FinishAsync(files, journal, output => Summary(pipeline, work, journal, output, files), cancellationToken).ConfigureAwait(false);
        return new BatchResult(summary, isResumed ? BatchOutcome.Resumed : BatchOutcome.Made);
    }

    private BatchSummary Summary(ScoringPipeline pipeline, BatchWork work, BatchJournal journal, InputFile output, BatchFiles files)
    {
        BatchTally tally = journal.Tally;
        return new BatchSummary
        {
            Batch = work.Id,
            Version = work.Version,
            PipelineSha256 = work.PipelineSha256,
            IsSimulated = pipeline.Manifest.Lineage.Simulated,
            Inputs = [.. work.Inputs.Zip(journal.Inputs, (input, counted) => new ScoredInput(input.Path, input.Bytes, input.Sha256, counted.Rows, counted.Wrong))],
            Output = output,
            Errors = tally.Wrong > 0 ? files.Errors : null,
            Rows = tally.Rows,
            Scored = tally.Scored,
            Wrong = tally.Wrong,
            Classes = pipeline.TargetLabels.Count == 0 ? null : pipeline.TargetLabels.Zip(tally.Classes).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
            Numbers = tally is { Minimum: { } minimum, Maximum: { } maximum } ? new PredictedNumbers(tally.Sum / tally.Scored, minimum, maximum) : null,
            OutsideShare = pipeline.Envelope is null || tally.Scored == 0 ? null : (double)tally.Outside / tally.Scored,
            Drift = Drift(pipeline, tally),
            EndedAt = time.GetUtcNow(),
            Seconds = Math.Round(journal.Seconds, 3),
            Work = work.Key,
        };
    }

    private static ColumnDrift[] Drift(ScoringPipeline pipeline, BatchTally tally) =>
    [
        .. pipeline.InputColumns.Zip(tally.Columns)
            .Select(pair => pair.Second.StabilityIndex(pair.First) is { } index ? new ColumnDrift(pair.First.Name, index, tally.Scored == 0 ? 0 : (double)pair.Second.Missing / tally.Scored) : null)
            .OfType<ColumnDrift>()
            .OrderByDescending(drift => drift.StabilityIndex)
            .ThenBy(drift => drift.Column, StringComparer.Ordinal),
    ];
}
