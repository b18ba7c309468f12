using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Engine;

/// <summary>Reads which packages a publish has used, from what its restore wrote down.</summary>
internal static class EnginePacks
{
    private const string AssetsFile = "project.assets.json";
    private const string MetadataFile = ".nupkg.metadata";

    /// <summary>The packages, by name.</summary>
    /// <param name="build">Directory of the publish's intermediate files.</param>
    /// <exception cref="EngineException">The restore has left no list of them.</exception>
    public static IReadOnlyList<EnginePack> Read(string build)
    {
        string assets = Directory.EnumerateFiles(build, AssetsFile, SearchOption.AllDirectories)
            .FirstOrDefault(path => Path.GetFileName(Path.GetDirectoryName(path)) == "Workflow.Scorer")
            ?? throw new EngineException($"the publish of the scorer has left no {AssetsFile} in {build}: what went into it cannot be locked");
        JsonNode restored = JsonNode.Parse(File.ReadAllBytes(assets))!;
        string[] folders = [.. restored["packageFolders"]!.AsObject().Select(folder => folder.Key)];
        return [.. Names(restored).Distinct().OrderBy(pack => pack.Name, StringComparer.Ordinal).Select(pack => new EnginePack(pack.Name, pack.Version, Hash(folders, pack.Name, pack.Version)))];
    }

    // Packs are downloaded beside the dependencies, each with the one version it may have: [10.0.12, 10.0.12].
    private static IEnumerable<(string Name, string Version)> Names(JsonNode restored)
    {
        foreach ((string _, JsonNode? framework) in restored["project"]!["frameworks"]!.AsObject())
        {
            foreach (JsonNode? download in framework?["downloadDependencies"]?.AsArray() ?? [])
            {
                yield return (download!["name"]!.GetValue<string>(), download["version"]!.GetValue<string>().Trim('[', ']').Split(',')[0].Trim());
            }
        }

        foreach ((string key, JsonNode? library) in restored["libraries"]!.AsObject())
        {
            if (library?["type"]?.GetValue<string>() == "package" && key.Split('/') is [var name, var version]) yield return (name, version);
        }
    }

    private static string? Hash(IEnumerable<string> folders, string name, string version)
    {
        foreach (string folder in folders)
        {
            string metadata = Path.Combine(folder, name.ToLowerInvariant(), version, MetadataFile);
            if (File.Exists(metadata) && ReadHash(metadata) is { } hash) return hash;
        }

        return null;
    }

    private static string? ReadHash(string metadata)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(metadata))?["contentHash"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
