using Workflow.Jobs.Images.Bundles;

namespace Workflow.Cli.Commands.Images;

/// <summary>What to tell of a version that came from elsewhere.</summary>
internal static class LoadedVersionNote
{
    /// <summary>What has changed here, and what may come next.</summary>
    public static string Of(LoadedVersion loaded)
    {
        string next = $"the next step: ./workflow deploy {loaded.Version.Name} --env dev --plan";
        if (loaded.ReplacedImage is { } before) return $"it was here already, with an older image: {before} until now, {loaded.Version.Image?.ManifestDigest} from now on; {next}";
        if (loaded.OlderImage is { } older) return $"it was here already, with a newer image: {loaded.Version.Image?.ManifestDigest} stays, {older} is older and is not taken";
        return loaded.IsNew ? next : "it was here already";
    }
}
