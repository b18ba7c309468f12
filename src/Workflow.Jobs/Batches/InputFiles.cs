using Microsoft.Extensions.FileSystemGlobbing;
using Workflow.Training.Files;

namespace Workflow.Jobs.Batches;

/// <summary>Finds the files of rows that a batch is to read.</summary>
internal static class InputFiles
{
    private const char Wildcard = '*';

    /// <summary>The files that names and patterns mean, each once, in the order of their names.</summary>
    /// <param name="patterns">Absolute paths; <c>*</c> stands for any letters of a name, <c>**</c> for any folders.</param>
    /// <exception cref="BatchException">A file is not there, or its name says nothing of rows; or there are none.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> patterns)
    {
        string[] files = [.. patterns.SelectMany(Matches).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string file in files) RowFileFormat.Of(file);
        return files.Length > 0 ? files : throw new BatchException($"{string.Join(", ", patterns)}: there is no such file of rows; there are {RowFileFormat.Names}");
    }

    /// <summary>Reads a file once, so that what is scored later is known by its digest.</summary>
    /// <exception cref="BatchException">It cannot be read.</exception>
    public static async Task<InputFile> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 18, FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                DateTime writtenAt = File.GetLastWriteTimeUtc(path);
                string digest = await Sha256Hex.OfAsync(stream, cancellationToken).ConfigureAwait(false);
                return new InputFile(path, stream.Position, digest) { WrittenAt = writtenAt };
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"{path} cannot be read: {UnreadableFile.Reason(path, unreadable)}", unreadable);
        }
    }

    /// <summary>Whether a path is a pattern.</summary>
    public static bool IsPattern(string path) => path.Contains(Wildcard, StringComparison.Ordinal);

    private static IEnumerable<string> Matches(string pattern)
    {
        if (File.Exists(pattern)) return [pattern];
        if (Directory.Exists(pattern)) throw new BatchException($"{pattern} is a folder; name the files in it: {Path.Join(pattern, "*.csv")}");
        if (!IsPattern(pattern)) throw new BatchException($"{pattern} does not exist");
        string folder = FixedFolder(pattern);
        if (!Directory.Exists(folder)) return [];
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(Path.GetRelativePath(folder, pattern));

        // What begins with a full stop is on its way here, or there: the work folders of batches, files that are being copied.
        return matcher.GetResultsInFullPath(folder).Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')) && RowFileFormat.Find(file) is not null && !BatchFiles.IsMadeByBatch(file));
    }

    private static string FixedFolder(string pattern)
    {
        string folder = pattern;
        while (IsPattern(folder)) folder = Path.GetDirectoryName(folder) ?? Path.DirectorySeparatorChar.ToString();
        return folder;
    }
}
