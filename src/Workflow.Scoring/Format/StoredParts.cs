using System.Buffers.Binary;
using System.IO.Compression;
using Workflow.Scoring.Maths;

namespace Workflow.Scoring.Format;

/// <summary>
/// Takes the parts out of a pipeline file. The zip must hold them and nothing else: in order, stored as they are, one behind the other,
/// without gaps, comments or extra fields.
/// </summary>
internal static class StoredParts
{
    private const uint LocalSignature = 0x04034B50;
    private const int LocalHeaderLength = 30;
    private const int DirectoryHeaderLength = 46;
    private const int EndLength = 22;

    /// <summary>The parts by name.</summary>
    /// <exception cref="PipelineFileException">Anything else than such a zip.</exception>
    public static Dictionary<string, byte[]> Read(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            if (!zip.Entries.Select(entry => entry.FullName).SequenceEqual(PipelineEntries.InOrder, StringComparer.Ordinal))
            {
                throw new PipelineFileException(
                    $"not a scoring pipeline: its parts must be {string.Join(", ", PipelineEntries.InOrder)}, in this order");
            }

            return TakeAll(bytes, zip.Entries);
        }
        catch (InvalidDataException notZip)
        {
            throw new PipelineFileException($"not a whole zip file: {notZip.Message}", notZip);
        }
    }

    private static Dictionary<string, byte[]> TakeAll(ReadOnlySpan<byte> bytes, IEnumerable<ZipArchiveEntry> entries)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = bytes;
        int directoryLength = EndLength;
        foreach (ZipArchiveEntry entry in entries)
        {
            rest = rest[HeaderLength(rest, entry)..];
            ReadOnlySpan<byte> part = rest[..(int)entry.Length];
            if (Crc32.Hash(part) != entry.Crc32)
            {
                throw new PipelineFileException($"{entry.FullName}: altered or damaged: its CRC-32 differs");
            }

            parts.Add(entry.FullName, part.ToArray());
            rest = rest[part.Length..];
            directoryLength += DirectoryHeaderLength + entry.FullName.Length;
        }

        return rest.Length == directoryLength ? parts : throw new PipelineFileException("the zip holds bytes that belong to no part");
    }

    // Length of the header in front of a part that lies wholly within the rest. Names are ASCII: a character is a byte.
    private static int HeaderLength(ReadOnlySpan<byte> rest, ZipArchiveEntry entry)
    {
        int length = LocalHeaderLength + entry.FullName.Length;
        if (rest.Length < length || BinaryPrimitives.ReadUInt32LittleEndian(rest) != LocalSignature)
        {
            throw new PipelineFileException($"{entry.FullName}: not where the zip must hold it");
        }

        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]);
        if (method != 0 || entry.CompressedLength != entry.Length)
        {
            throw new PipelineFileException($"{entry.FullName}: compressed, but parts are stored as they are");
        }

        ushort nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[26..]);
        ushort extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
        if (flags != 0 || nameLength != entry.FullName.Length || extraLength != 0)
        {
            throw new PipelineFileException($"{entry.FullName}: its header in the zip is not that of a plain stored part");
        }

        return entry.Length <= rest.Length - length ? length : throw new PipelineFileException($"{entry.FullName}: truncated");
    }
}
