namespace Workflow.Jobs.Pipelines;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="ChangedAt">When the file was last written.</param>
/// <param name="Length">Its length in bytes; -1 where there is no file.</param>
public readonly record struct FileStamp(DateTime ChangedAt, long Length)
{
    /// <summary>Whether there was a file.</summary>
    public bool Exists => Length >= 0;

    /// <summary>The stamp of a file as it is now. Taken before the file is read, it lets a change meanwhile be found the next time.</summary>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : new FileStamp(default, -1);
    }
}
