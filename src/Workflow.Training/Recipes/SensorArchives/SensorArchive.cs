using System.IO.Compression;
using Workflow.Training.Configuration;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Opens a zip of sensor files and refuses what looks hostile before anything is unpacked.</summary>
internal sealed class SensorArchive : IDisposable
{
    // Text of numbers packs about 8 to 1, rows of equal numbers up to a few hundred; deflate itself ends at 1032.
    private const long HighestRatio = 1000;

    private readonly ZipArchive _zip;
    private readonly string _name;

    private SensorArchive(ZipArchive zip, string name)
    {
        _zip = zip;
        _name = name;
    }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="RecipeException">Not a whole zip, an entry outside the archive, or more than is allowed.</exception>
    public static SensorArchive Open(string path, long maximumUnpackedBytes)
    {
        string name = Path.GetFileName(path);
        ZipArchive zip;
        try
        {
            zip = ZipFile.OpenRead(path);
            _ = zip.Entries.Count;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{name}: not a whole zip archive: {wrong.Message}", wrong);
        }

        var archive = new SensorArchive(zip, name);
        try
        {
            archive.Check(maximumUnpackedBytes);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Unpacked size of a file.</summary>
    public long SizeOf(string file) => Find(file).Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecipeException">The archive has no such file, or more than one.</exception>
    public Stream Read(string file, Action<int> onRead) => new ArchiveEntryStream(Find(file), onRead);

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private void Check(long maximumUnpackedBytes)
    {
        long total = 0;
        foreach (ZipArchiveEntry entry in _zip.Entries)
        {
            string[] parts = entry.FullName.Split('/', '\\');
            if (parts.Contains("..", StringComparer.Ordinal) || Path.IsPathRooted(entry.FullName))
            {
                throw new RecipeException($"{_name}: entry '{entry.FullName}' points outside the archive; the archive is refused");
            }

            // A zip may declare any 64-bit sizes: neither the product nor the sum may overflow.
            if (entry.Length > (Int128)HighestRatio * Math.Max(1, entry.CompressedLength))
            {
                throw new RecipeException(
                    $"{_name}: entry '{entry.FullName}' unpacks {entry.CompressedLength} bytes to {entry.Length}, more than {HighestRatio} to 1;"
                    + " the archive is refused");
            }

            if (entry.Length > maximumUnpackedBytes - total)
            {
                throw new RecipeException(
                    $"{_name}: unpacks to more than the recipe's limit of {maximumUnpackedBytes} bytes at entry '{entry.FullName}'"
                    + " (raise limits.unpackedMiB in the recipe)");
            }

            total += entry.Length;
        }
    }

    // By its full name, or by its file name where the archive keeps everything in one folder.
    private ZipArchiveEntry Find(string file)
    {
        List<ZipArchiveEntry> named = [.. _zip.Entries.Where(entry => string.Equals(entry.FullName, file, StringComparison.Ordinal))];
        if (named.Count == 0) named = [.. _zip.Entries.Where(entry => string.Equals(entry.Name, file, StringComparison.Ordinal))];
        return named.Count switch
        {
            1 => named[0],
            0 => throw new RecipeException(
                $"{_name}: the file {file} is missing"
                + (NearestName.Find(file, _zip.Entries.Select(entry => entry.Name)) is { } near ? $"; the nearest name in it is {near}" : string.Empty)),
            _ => throw new RecipeException($"{_name}: holds {named.Count} files named {file}"),
        };
    }
}
