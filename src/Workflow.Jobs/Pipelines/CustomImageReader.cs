using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what a pipeline says about its image.</summary>
internal static class CustomImageReader
{
    /// <summary>Reads it and notes what is wrong with it; null where it says nothing.</summary>
    public static CustomImageConfig? Read(ConfigMapReader? map)
    {
        if (map is null) return null;
        var config = new CustomImageConfig { Base = ReadBase(map), BaseLocation = map.LocationOf("base"), ExtraFiles = [.. ReadExtraFiles(map)], Dockerfile = ReadDockerfile(map) };
        bool hasParts = map.Node("base") is not null || map.Node("extraFiles") is not null;
        if (!hasParts && config.Dockerfile is null) map.Problem("base", "an image of your own needs a base, extraFiles or both, or a dockerfile: leave out the whole key for the usual one");
        if (hasParts && config.Dockerfile is not null) map.Problem("dockerfile", "a Dockerfile names its base by FROM and copies files by COPY: leave out base and extraFiles");
        CheckTargets(config.ExtraFiles, map);
        map.RejectUnknownKeys();
        return config;
    }

    private static ImageName? ReadBase(ConfigMapReader map)
    {
        if (map.OptionalText("base") is not { } text) return null;
        try
        {
            return ImageName.Parse(text);
        }
        catch (ImageException wrong)
        {
            map.Problem("base", $"{wrong.Message}; for example debian:12-slim, or registry.example.com/base@sha256:...");
            return null;
        }
    }

    private static IEnumerable<ExtraFileConfig> ReadExtraFiles(ConfigMapReader map)
    {
        foreach (ConfigEntry entry in map.Entries("extraFiles"))
        {
            if (entry.Value is not ConfigScalar { IsNull: false } target)
            {
                map.Problem("extraFiles", $"'{entry.Key}' needs a path in the image, and this is {entry.Value.Kind}");
                continue;
            }

            if (ExtraFilePaths.SourceProblem(entry.Key) is { } source) map.Problem("extraFiles", $"'{entry.Key}' {source}");
            if (ExtraFilePaths.TargetProblem(target.Text) is { } wrong) map.Problem("extraFiles", $"'{target.Text}' {wrong}");
            yield return new ExtraFileConfig(entry.Key, target.Text, entry.Location);
        }
    }

    private static DockerfileConfig? ReadDockerfile(ConfigMapReader map)
    {
        var arguments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in map.Entries("args"))
        {
            if (entry.Value is ConfigScalar value && entry.Key != DockerfileImages.ImageArgument) arguments[entry.Key] = value.Text;
            else map.Problem("args", entry.Key == DockerfileImages.ImageArgument ? $"{entry.Key} is set by the build: choose another name" : $"'{entry.Key}' needs a text, and this is {entry.Value.Kind}");
        }

        string? path = map.OptionalText("dockerfile"), context = map.OptionalText("context");
        bool hasNetwork = map.Flag("network", false);
        if (path is not null) return new DockerfileConfig(path, context ?? Path.GetDirectoryName(path) ?? string.Empty, arguments, hasNetwork, map.LocationOf("dockerfile"));
        if (context is not null || arguments.Count > 0 || hasNetwork) map.Problem("dockerfile", "context, args and network belong to a dockerfile, and none is named");
        return null;
    }

    private static void CheckTargets(IReadOnlyList<ExtraFileConfig> files, ConfigMapReader map)
    {
        for (int i = 0; i < files.Count; i++)
        {
            string path = files[i].Target;
            if (files.Take(i).Any(other => other.Target == path)) map.Problem("extraFiles", $"two files are to be '{path}'");
            if (files.Any(other => other.Target.StartsWith($"{path}/", StringComparison.Ordinal))) map.Problem("extraFiles", $"'{path}' is to be a file, and another file is to lie below it");
        }
    }
}
