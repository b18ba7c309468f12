using System.IO.Compression;

namespace Workflow.Training.Files;

/// <summary>
/// Writes zip archives whose bytes depend on their entries alone: entries stored as they are, in the given order, all dated 1980-01-01.
/// </summary>
public static class StoredZip
{
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
                entry.ExternalAttributes = 0;
                using Stream stream = entry.Open();
                stream.Write(content.Span);
            }
        }

        return bytes.ToArray();
    }
}
