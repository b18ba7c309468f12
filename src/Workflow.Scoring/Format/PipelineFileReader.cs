using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;

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
        RequireFormatVersion(parts[PipelineEntries.Manifest]);
        PipelineManifest manifest = Parse(PipelineEntries.Manifest, parts, PipelineJson.Default.PipelineManifest);
        GoldenRows golden = Parse(PipelineEntries.Golden, parts, PipelineJson.Default.GoldenRows);
        RequireItems(manifest);
        RequireItems(PipelineEntries.Golden, "rows", golden.Rows);
        return new PipelineFileContent(
            Sha256.HashHex(bytes),
            manifest,
            ReadModel(parts[PipelineEntries.Model]),
            golden,
            parts[PipelineEntries.CardHtml],
            parts[PipelineEntries.CardJson]);
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
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // Names of members that are no Unicode text are an invalid operation for the document.
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

    // The serializer refuses null as a member, but lets it pass as an item of a list.
    private static void RequireItems(PipelineManifest manifest)
    {
        RequireItems(PipelineEntries.Manifest, "classes", manifest.Classes);
        RequireItems(PipelineEntries.Manifest, "columns", manifest.Columns);
        RequireItems(PipelineEntries.Manifest, "features", manifest.Features);
        RequireItems(PipelineEntries.Manifest, "parameters", manifest.Learner.Parameters.Values);
        foreach (InputColumn column in manifest.Columns)
        {
            RequireItems(PipelineEntries.Manifest, $"levels of '{column.Name}'", column.Levels);
            RequireItems(PipelineEntries.Manifest, $"missing texts of '{column.Name}'", column.MissingTexts);
        }
    }

    private static void RequireItems(string part, string list, IEnumerable<object?> items)
    {
        if (items.Contains(null)) throw new PipelineFileException($"{part}: null among the {list}");
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
