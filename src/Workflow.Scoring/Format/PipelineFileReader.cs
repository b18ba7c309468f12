using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Format;

/// <summary>Reads a scoring pipeline file strictly: anything that the writer would not have written is refused.</summary>
public static class PipelineFileReader
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const long MaximumBytes = 1L << 30;

    /// <summary>Reads a file.</summary>
    /// <exception cref="PipelineFileException">The file is missing, truncated, altered, of another format version or out of range.</exception>
    public static PipelineFileContent Read(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MaximumBytes) throw new PipelineFileException($"{path}: {file.Length} bytes are more than {MaximumBytes}");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new PipelineFileException($"{path}: cannot be read: {unreadable.Message}", unreadable);
        }

        try
        {
            return Read(bytes);
        }
        catch (PipelineFileException wrong)
        {
            throw new PipelineFileException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="PipelineFileException">As for <see cref="Read(string)"/>.</exception>
    public static PipelineFileContent Read(byte[] bytes)
    {
        Dictionary<string, byte[]> parts = ReadParts(bytes);
        RequireFormatVersion(parts[PipelineEntries.Manifest]);
        return new PipelineFileContent(
            Sha256.HashHex(bytes),
            Parse(PipelineEntries.Manifest, parts, PipelineJson.Default.PipelineManifest),
            ReadModel(parts[PipelineEntries.Model]),
            Parse(PipelineEntries.Golden, parts, PipelineJson.Default.GoldenRows),
            parts[PipelineEntries.CardHtml],
            parts[PipelineEntries.CardJson]);
    }

    private static Dictionary<string, byte[]> ReadParts(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            if (!zip.Entries.Select(entry => entry.FullName).SequenceEqual(PipelineEntries.InOrder, StringComparer.Ordinal))
            {
                throw new PipelineFileException(
                    $"not a scoring pipeline: its parts must be {string.Join(", ", PipelineEntries.InOrder)}, in this order");
            }

            return zip.Entries.ToDictionary(entry => entry.FullName, ReadPart, StringComparer.Ordinal);
        }
        catch (InvalidDataException notZip)
        {
            throw new PipelineFileException($"not a whole zip file: {notZip.Message}", notZip);
        }
    }

    private static byte[] ReadPart(ZipArchiveEntry entry)
    {
        if (entry.CompressedLength != entry.Length) throw new PipelineFileException($"{entry.FullName}: compressed, but parts are stored as they are");
        var part = new byte[entry.Length];
        using Stream stream = entry.Open();
        if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) != part.Length || stream.ReadByte() >= 0)
        {
            throw new PipelineFileException($"{entry.FullName}: its length differs from what the zip says");
        }

        return Crc32.Hash(part) == entry.Crc32 ? part : throw new PipelineFileException($"{entry.FullName}: altered or damaged: its CRC-32 differs");
    }

    // The version is looked at before anything else, so that a newer file is refused for its version and not for its first new member.
    private static void RequireFormatVersion(byte[] manifest)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(manifest);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("formatVersion", out JsonElement version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out int number))
            {
                if (number == PipelineManifest.CurrentFormatVersion) return;
                throw new PipelineFileException(
                    $"{PipelineEntries.Manifest}: format version {number}; this program reads version {PipelineManifest.CurrentFormatVersion}");
            }

            throw new PipelineFileException($"{PipelineEntries.Manifest}: no format version");
        }
        catch (JsonException notJson)
        {
            throw new PipelineFileException($"{PipelineEntries.Manifest}: {notJson.Message}", notJson);
        }
    }

    private static T Parse<T>(string name, Dictionary<string, byte[]> parts, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(parts[name], type) ?? throw new PipelineFileException($"{name}: null");
        }
        catch (JsonException wrong)
        {
            throw new PipelineFileException($"{name}: {wrong.Message}", wrong);
        }
    }

    private static MarginModel ReadModel(byte[] bytes)
    {
        try
        {
            return ModelCodec.Read(bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw new PipelineFileException($"{PipelineEntries.Model}: {wrong.Message}", wrong);
        }
    }
}
