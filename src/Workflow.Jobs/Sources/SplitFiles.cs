using Workflow.Training.Configuration;

namespace Workflow.Jobs.Sources;

/// <summary>Finds files of published splits: beside pipelines.yaml, where the user stands, or in a mirror, as data are.</summary>
public sealed class SplitFiles(Mirrors mirrors)
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="path">As the pipeline names it.</param>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="baseDirectory">Where the user stands; null where nobody does.</param>
    /// <exception cref="ConfigurationException">It is in none of these places.</exception>
    public byte[] Read(string path, string directory, string? baseDirectory)
    {
        string[] places = baseDirectory is null ? [directory] : [directory, baseDirectory];
        string? found = places.Select(place => Path.GetFullPath(path, place)).FirstOrDefault(File.Exists)
            ?? (Path.GetFileName(path) == path ? mirrors.Find(path) : null);
        if (found is not null) return File.ReadAllBytes(found);
        string message = $"'{path}' is neither in {string.Join(" nor in ", places.Distinct(StringComparer.Ordinal))} nor in a mirror ({mirrors.WhyNot()})";
        throw new ConfigurationException([new ConfigProblem(new ConfigLocation("split.file", 0, 0), string.Empty, message)]);
    }
}
