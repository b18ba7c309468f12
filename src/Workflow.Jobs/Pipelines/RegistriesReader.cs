using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Tls;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads <c>registries</c> of pipelines.yaml: how registries of the site are spoken to, by host and port.</summary>
internal static class RegistriesReader
{
    private const string Key = "registries";

    /// <summary>Reads them and notes what is wrong with them.</summary>
    /// <param name="root">The file.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="problems">Where to note what is wrong.</param>
    public static IReadOnlyDictionary<string, RegistryTransport> Read(ConfigMapReader root, string directory, ConfigProblems problems)
    {
        var registries = new Dictionary<string, RegistryTransport>(StringComparer.Ordinal);
        foreach ((string name, ConfigMapReader map) in root.Maps(Key))
        {
            if (!IsRegistry(name)) problems.Add(map.Location, map.Path, $"'{name}' is no registry: host or host:port is expected, as names of images begin, for example \"host:5000\"");
            registries[name] = ReadTransport(map, directory);
        }

        return registries;
    }

    /// <summary>What is said of the registry in which an environment's images, or a base, lie; null where nothing is.</summary>
    /// <param name="registries">What is said of all.</param>
    /// <param name="name">The registry, with or without what comes behind it.</param>
    public static RegistryTransport? Find(IReadOnlyDictionary<string, RegistryTransport> registries, string? name) =>
        name is null ? null : registries.GetValueOrDefault(name.Split('/')[0]);

    private static bool IsRegistry(string name)
    {
        try
        {
            return !name.Contains('/', StringComparison.Ordinal) && ImageName.Parse($"{name}/image").Registry == name;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private static RegistryTransport ReadTransport(ConfigMapReader map, string directory)
    {
        bool isInsecure = map.Flag("insecure", absent: false), isHttps = map.Flag("https", absent: false);
        string? file = map.OptionalText("ca");
        if (isInsecure && isHttps) map.Problem("https", "insecure and https contradict each other");
        if (isInsecure && file is not null) map.Problem("ca", "insecure and ca contradict each other: without encryption no certificate is looked at");
        map.RejectUnknownKeys();
        return new RegistryTransport { Insecure = isInsecure, Https = isHttps, Authorities = file is null ? null : ReadAuthorities(map, directory, file) };
    }

    // The certificates themselves: whoever works on a run need not have the file.
    private static string? ReadAuthorities(ConfigMapReader map, string directory, string file)
    {
        string? problem = ExtraFilePaths.SourceProblem(file) is { } misplaced
            ? $"'{file}' {misplaced}"
            : ExtraFiles.Problem(directory, new ExtraFileConfig(file, file, map.LocationOf("ca")))?.Message;
        if (problem is not null)
        {
            map.Problem("ca", problem);
            return null;
        }

        try
        {
            string pem = File.ReadAllText(Path.Combine(directory, file));
            _ = TrustedAuthorities.Parse(pem, why => new ImageException($"{file} cannot be used: {why}. Name a file of certificates in PEM."));
            return pem;
        }
        catch (Exception unusable) when (unusable is ImageException or IOException or UnauthorizedAccessException)
        {
            map.Problem("ca", unusable.Message);
            return null;
        }
    }
}
