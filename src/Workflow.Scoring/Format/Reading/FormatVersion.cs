using System.Text.Json;

namespace Workflow.Scoring.Format.Reading;

/// <summary>
/// Looks at the version of a manifest before anything else, so that a newer file is refused for its version and not for its first new
/// member.
/// </summary>
internal static class FormatVersion
{
    /// <summary>Refuses any version but the one that this program reads.</summary>
    /// <exception cref="PipelineFileException">Another version, or none.</exception>
    public static void Require(ReadOnlySpan<byte> manifest)
    {
        if (Find(manifest) is not { } number) throw new PipelineFileException($"{PipelineEntries.Manifest}: no format version");
        if (number == PipelineManifest.CurrentFormatVersion) return;
        throw new PipelineFileException(
            $"{PipelineEntries.Manifest}: format version {number}; this program reads version {PipelineManifest.CurrentFormatVersion}");
    }

    private static int? Find(ReadOnlySpan<byte> manifest)
    {
        var json = new PartReader(PipelineEntries.Manifest, manifest);
        if (json.Kind != JsonTokenType.StartObject) return null;
        while (json.Move() && json.Kind == JsonTokenType.PropertyName)
        {
            string name = json.GetText();
            json.MoveInto(name);
            if (name == "formatVersion") return json.Kind == JsonTokenType.Number && json.Token.TryGetInt32(out int number) ? number : null;
            json.Skip();
        }

        return null;
    }
}
