namespace Workflow.Jobs.Images;

/// <summary>A file in a tar archive.</summary>
/// <param name="Path">Its path, without a leading slash.</param>
/// <param name="IsExecutable">Whether it may be run.</param>
/// <param name="Open">Opens its bytes.</param>
internal sealed record TarFile(string Path, bool IsExecutable, Func<Stream> Open)
{
    /// <summary>Whether its owner may write it, and the directories that lead to it.</summary>
    public bool IsOwnersToWrite { get; init; }

    /// <summary>A file of bytes.</summary>
    public static TarFile Of(string path, byte[] bytes) => new(path, false, () => new MemoryStream(bytes, writable: false));

    /// <summary>A copy of a file.</summary>
    public static TarFile From(string path, string file, bool isExecutable) => new(path, isExecutable, () => File.OpenRead(file));
}
