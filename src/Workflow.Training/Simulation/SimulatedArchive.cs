using System.IO.Compression;

namespace Workflow.Training.Simulation;

/// <summary>
/// Writes simulated files into a zip: lines are made in parallel, then compressed in their order, a few at a time. The calls of the
/// compressor do not depend on the number of threads, so neither do the bytes of the archive.
/// </summary>
internal sealed class SimulatedArchive(int threads, IProgress<SimulationProgress>? progress)
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _rowsDone;
    private long _rowsTotal;

    /// <summary>Writes the archive.</summary>
    /// <param name="destination">Takes it; stays open.</param>
    /// <param name="comment">Says what it is to whoever opens it.</param>
    /// <param name="files">What it holds, in order.</param>
    /// <param name="cancellationToken">Stops within a few lines; what was written until then is of no use.</param>
    public async Task WriteAsync(
        Stream destination, string comment, IReadOnlyList<SimulatedFile> files, CancellationToken cancellationToken)
    {
        _rowsTotal = files.Sum(file => (long)file.Rows);
        ZipArchive zip = await ZipArchive
            .CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken)
            .ConfigureAwait(false);
        await using (zip.ConfigureAwait(false))
        {
            zip.Comment = comment;
            foreach (SimulatedFile file in files)
            {
                ZipArchiveEntry entry = zip.CreateEntry(file.Name, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                entry.ExternalAttributes = 0;
                Stream stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    await WriteFileAsync(file, stream, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task WriteFileAsync(SimulatedFile file, Stream stream, CancellationToken cancellationToken)
    {
        // One slot more than threads: its text is being compressed.
        var free = new Stack<BatchSlot>(Enumerable.Range(0, threads + 1).Select(_ => new BatchSlot(file)));
        var started = new Queue<BatchSlot>();
        int nextRow = 0;
        try
        {
            StartBatches();
            while (started.TryPeek(out BatchSlot? first))
            {
                ReadOnlyMemory<byte> text = await first.Text.ConfigureAwait(false);
                started.Dequeue();
                StartBatches();
                await stream.WriteAsync(text, cancellationToken).ConfigureAwait(false);
                free.Push(first);
                _rowsDone += first.Rows;
                progress?.Report(new SimulationProgress(_rowsDone, _rowsTotal));
            }
        }
        finally
        {
            // However this ends, nobody works on afterwards.
            foreach (BatchSlot slot in started) await ((Task)slot.Text).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void StartBatches()
        {
            for (; nextRow < file.Rows && started.Count < threads; nextRow += file.RowsPerBatch)
            {
                BatchSlot slot = free.Pop();
                slot.Start(nextRow, cancellationToken);
                started.Enqueue(slot);
            }
        }
    }
}
