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
    private FileStream? _file;

    /// <inheritdoc/>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            _file ??= Open();

            // Another scorer may write to it too, as while one takes the place of another, or somebody may have emptied it.
            _file.Seek(0, SeekOrigin.End);
            if (_file.Position > 0 && _file.Position + lines.Length > largest) Rotate();
            await _file!.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
            await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new IOException($"'{path}': {lost.Message}", lost);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    // What a scorer that was killed wrote last may have no end: what follows must not stand in the same line.
    private FileStream Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new IOException("it is no file, but a pipe or a terminal; for standard output there is stdout");
        }

        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }

        return file;
    }

    private void Rotate()
    {
        Close();
        if (kept == 0)
        {
            File.Delete(path);
        }
        else
        {
            for (int number = kept - 1; number >= 0; number--)
            {
                if (File.Exists(NameOf(number))) File.Move(NameOf(number), NameOf(number + 1), overwrite: true);
            }
        }

        _file = Open();
    }

    private string NameOf(int number) => number == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");

    private void Close()
    {
        FileStream? file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is told by the write itself.
        }
    }
}
