using System.Globalization;

namespace Workflow.Scorer.Predictions;

/// <summary>
/// Predictions in a file. Where it would become too large it gets the number 1 behind its name, the one that had it the number 2, and so on; the oldest
/// is removed.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="largest">Its largest size, in bytes.</param>
/// <param name="kept">How many others are kept.</param>
internal sealed class FileSink(string path, long largest, int kept) : IPredictionSink
{
    private readonly FileTurn _turn = new(path);
    private bool _isFile;

    /// <inheritdoc/>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            RequireFile();

            // Another scorer may write to it too, as while one takes the place of another: what has its name now is not what had it at the last write.
            using IDisposable? turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (new FileInfo(path) is { Exists: true, Length: > 0 } file && file.Length + lines.Length > largest) Rotate();
            using FileStream end = OpenAtEnd();
            await end.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}': {lost.Message}", lost);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Once, and before there is anything beside it.
    private void RequireFile()
    {
        if (_isFile) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using FileStream file = Open();
        if (!file.CanSeek) throw new IOException("it is no file, but a pipe or a terminal; for standard output there is stdout");
        _isFile = true;
    }

    private FileStream Open() => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    // What a scorer that was killed wrote last may have no end: what follows must not stand in the same line.
    private FileStream OpenAtEnd()
    {
        FileStream file = Open();
        if (file.Length == 0) return file;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        return file;
    }

    private void Rotate()
    {
        if (kept == 0)
        {
            File.Delete(path);
            return;
        }

        for (int number = kept - 1; number >= 0; number--)
        {
            if (File.Exists(NameOf(number))) File.Move(NameOf(number), NameOf(number + 1), overwrite: true);
        }
    }

    private string NameOf(int number) => number == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
