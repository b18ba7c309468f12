using System.IO.Compression;

namespace Workflow.Training.Files;

/// <summary>
/// Writes zip archives whose bytes depend on their entries alone: entries stored as they are, in the given order, all dated 1980-01-01.
/// </summary>
public static class StoredZip
{
    // A regular file that its owner may write and everybody may read: mode 0100644 in the upper half, as unzip expects it.
    private const int ReadableFile = unchecked((int)0x81A4_0000);

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The archive of some entries.</summary>
    public static byte[] Create(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, ReadOnlyMemory<byte> content) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = Epoch;
                entry.ExternalAttributes = ReadableFile;
                using Stream stream = entry.Open();
                stream.Write(content.Span);
            }
        }

        return bytes.ToArray();
    }
}
