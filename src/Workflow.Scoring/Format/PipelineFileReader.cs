using Workflow.Scoring.Format.Reading;
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
        Dictionary<string, byte[]> parts = StoredParts.Read(bytes);
        FormatVersion.Require(parts[PipelineEntries.Manifest]);
        return new PipelineFileContent(
            Sha256.HashHex(bytes),
            ManifestReader.Read(parts[PipelineEntries.Manifest]),
            ReadModel(parts[PipelineEntries.Model]),
            GoldenReader.Read(parts[PipelineEntries.Golden]),
            parts[PipelineEntries.CardHtml],
            parts[PipelineEntries.CardJson]);
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
