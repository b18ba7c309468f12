using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Batches;

/// <summary>
/// The folder in which an output grows: its rows, its errors, and the journal that says how much of them counts. The files come to disk before the journal does, so that
/// after a crash the journal never promises more than there is.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string RowsName = "rows", ErrorsName = "errors", JournalName = "journal.json";

    private readonly BatchFiles _files;
    private readonly FileStream _rows;
    private readonly FileStream _errors;

    private WorkFolder(BatchFiles files, BatchJournal journal, bool isResumed)
    {
        _files = files;
        Journal = journal;
        IsResumed = isResumed;
        _rows = OpenAt(RowsName, journal.RowBytes);
        try
        {
            _errors = OpenAt(ErrorsName, journal.ErrorBytes);
        }
        catch
        {
            _rows.Dispose();
            throw;
        }
    }

    /// <summary>How far the batch has come.</summary>
    public BatchJournal Journal { get; private set; }

    /// <summary>Whether an interrupted batch had come somewhere.</summary>
    public bool IsResumed { get; }

    /// <summary>The journal of the same work, where nothing is left of it but to show it; null otherwise.</summary>
    public static BatchJournal? FindWhole(BatchFiles files, BatchWork work) =>
        BatchJournal.Read(Path.Join(files.WorkFolder, JournalName)) is { IsWhole: true } journal && journal.Work == work.Key ? journal : null;

    /// <summary>Opens the folder, as the last commit of the same work has left it, or else empty.</summary>
    /// <param name="files">Where the output is.</param>
    /// <param name="work">What is done.</param>
    /// <param name="nothing">Nothing counted yet.</param>
    public static WorkFolder Open(BatchFiles files, BatchWork work, BatchTally nothing)
    {
        BatchJournal? found = BatchJournal.Read(Path.Join(files.WorkFolder, JournalName));
        bool isResumed = found?.Work == work.Key;
        if (!isResumed && Directory.Exists(files.WorkFolder)) Directory.Delete(files.WorkFolder, recursive: true);
        Directory.CreateDirectory(files.WorkFolder);
        return new WorkFolder(files, isResumed ? found! : new BatchJournal { Work = work.Key, Tally = nothing }, isResumed);
    }

    /// <summary>Writes what was made of a block. It counts when it is committed.</summary>
    public void Write(ReadOnlyMemory<byte> rows, ReadOnlyMemory<byte> errors)
    {
        _rows.Write(rows.Span);
        _errors.Write(errors.Span);
    }

    /// <summary>Makes everything that was written until now count. What is written meanwhile counts with the next one, which must wait for this one.</summary>
    /// <param name="journal">How far the batch has come; lengths are filled in.</param>
    /// <returns>Ends when it is on disk.</returns>
    public Task CommitAsync(BatchJournal journal)
    {
        bool hasErrors = _errors.Position > Journal.ErrorBytes;
        Journal = journal with { RowBytes = _rows.Position, ErrorBytes = _errors.Position };
        byte[] document = Journal.ToUtf8();
        return Task.Run(() =>
        {
            _rows.Flush(flushToDisk: true);
            if (hasErrors) _errors.Flush(flushToDisk: true);
            AtomicFile.Write(Path.Join(_files.WorkFolder, JournalName), document);
        });
    }

    /// <summary>Shows the errors under their name, and leaves nothing else.</summary>
    public void GiveUp()
    {
        _errors.Flush(flushToDisk: true);
        Dispose();
        File.Move(Path.Join(_files.WorkFolder, ErrorsName), _files.Errors, overwrite: true);
        Directory.Delete(_files.WorkFolder, recursive: true);
    }

    /// <summary>Shows everything under its name, the output last. Where that is interrupted, the next attempt finds the journal whole and does it again.</summary>
    /// <param name="files">Where the output is.</param>
    /// <param name="journal">The journal of the whole.</param>
    /// <param name="summarize">Makes the summary of the output.</param>
    /// <param name="cancellationToken">Stops before anything is shown.</param>
    public static async Task<BatchSummary> FinishAsync(BatchFiles files, BatchJournal journal, Func<InputFile, BatchSummary> summarize, CancellationToken cancellationToken)
    {
        string rows = Path.Join(files.WorkFolder, RowsName), errors = Path.Join(files.WorkFolder, ErrorsName);
        RequireLength(File.Exists(rows) ? rows : files.Output, journal.RowBytes);
        if (File.Exists(errors)) RequireLength(errors, journal.ErrorBytes);

        // Shown already, before the process was killed.
        InputFile made = await InputFiles.HashAsync(File.Exists(rows) ? rows : files.Output, cancellationToken).ConfigureAwait(false);
        BatchSummary summary = summarize(made with { Path = files.Output });
        if (summary.Errors is null) File.Delete(files.Errors);
        else if (File.Exists(errors)) File.Move(errors, files.Errors, overwrite: true);
        AtomicFile.Write(files.Summary, JobsJson.WriteIndentedUtf8(summary));
        if (File.Exists(rows)) File.Move(rows, files.Output, overwrite: true);
        Directory.Delete(files.WorkFolder, recursive: true);
        return summary;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _errors.Dispose();
    }

    private FileStream OpenAt(string name, long length)
    {
        var file = new FileStream(Path.Join(_files.WorkFolder, name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            if (file.Length < length) throw Changed(file.Name, _files.WorkFolder);
            file.SetLength(length);
            file.Position = length;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RequireLength(string path, long length)
    {
        if (new FileInfo(path) is not { Exists: true } file || file.Length != length) throw Changed(path, Path.GetDirectoryName(path)!);
    }

    private static BatchException Changed(string path, string folder) =>
        new($"{path} is not as long as its journal says: somebody has changed it. Delete {folder} to begin anew");
}
