using System.Globalization;
using Workflow.Training.Configuration;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;
using Workflow.Training.Simulation;

namespace Workflow.Training.Recipes;

/// <summary>Reads the list of a recipe's sources.</summary>
internal static class SourceListLoader
{
    private const int DefaultMaximumMebibytes = 1024;
    private const int DefaultTimeoutMinutes = 60;

    public static IReadOnlyList<SourceDefinition> Read(ConfigMapReader recipe, ConfigProblems problems)
    {
        var sources = new List<SourceDefinition>();
        foreach (ConfigNode item in recipe.Items("sources"))
        {
            if (ReadOne(new ConfigMapReader(item, "sources", problems)) is { } source) sources.Add(source);
        }

        return sources;
    }

    private static SourceDefinition? ReadOne(ConfigMapReader map)
    {
        SourceDefinition? source = (map.OptionalText("mirror"), map.OptionalText("url"), map.OptionalText("simulate")) switch
        {
            ({ } file, null, null) => ReadMirror(map, file),
            (null, { } url, null) => ReadUrl(map, url),
            (null, null, { } simulator) => ReadSimulated(map, simulator),
            _ => null,
        };
        if (source is null) map.Problem("mirror", "a source is one of 'mirror: FILE', 'url: ADDRESS' or 'simulate: NAME'");
        map.RejectUnknownKeys();
        return source;
    }

    private static MirrorSource ReadMirror(ConfigMapReader map, string file)
    {
        if (file.AsSpan().ContainsAny('/', '\\') || file is "" or "." or "..") map.Problem("mirror", $"'{file}' is not a plain file name");
        return new MirrorSource(file, ReadSha256(map));
    }

    private static UrlSource ReadUrl(ConfigMapReader map, string text)
    {
        bool allowHttp = map.Flag("allowHttp", false);
        int mebibytes = map.Whole("maxMiB", DefaultMaximumMebibytes, 1, 1 << 20);
        int minutes = map.Whole("timeoutMinutes", DefaultTimeoutMinutes, 1, 24 * 60);
        string? sha256 = ReadSha256(map);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http"))
        {
            map.Problem("url", $"'{text}' is not an http(s) address");
            url = new Uri("https://invalid.invalid/");
        }
        else if (url.Scheme == "http" && !allowHttp)
        {
            map.Problem("url", $"'{text}' is not encrypted; use https, or say allowHttp: true");
        }

        return new UrlSource(url, sha256, allowHttp, (long)mebibytes << 20, TimeSpan.FromMinutes(minutes));
    }

    private static SimulatedSource ReadSimulated(ConfigMapReader map, string simulator)
    {
        if (!Simulators.Names.Contains(simulator, StringComparer.Ordinal))
        {
            map.Problem("simulate", $"'{simulator}' is unknown; {NearestName.Hint(simulator, Simulators.Names)}");
        }

        int seed = map.Whole("seed", 0, 0, int.MaxValue);
        bool native = map.Choice("rate", false, new Dictionary<string, bool>(StringComparer.Ordinal) { ["1hz"] = false, ["native"] = true });
        int cycles = map.Whole("cycles", SimulationOptions.MaximumCycles, 1, SimulationOptions.MaximumCycles);
        return new SimulatedSource(simulator, seed, cycles, native);
    }

    private static string? ReadSha256(ConfigMapReader map)
    {
        if (map.OptionalText("sha256") is not { } text) return null;
        string lower = text.ToLower(CultureInfo.InvariantCulture);
        if (Sha256Hex.IsValid(lower)) return lower;
        map.Problem("sha256", $"'{text}' is not 64 hexadecimal digits");
        return null;
    }
}
