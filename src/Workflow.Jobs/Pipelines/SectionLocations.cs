using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Where a section of a pipeline was written, and each of its keys: in the file, or in a setting that takes the file's place.</summary>
/// <param name="Section">The section.</param>
/// <param name="Keys">Its keys.</param>
public sealed record SectionLocations(ConfigLocation Section, IReadOnlyDictionary<string, ConfigLocation> Keys)
{
    /// <summary>Where the key was written that an obstacle begins with, as <c>train.costs</c> or <c>max_rmse</c>; the section where it has no such key.</summary>
    public ConfigLocation Of(string obstacle)
    {
        string key = obstacle.Split(' ', 2)[0];
        return Keys.GetValueOrDefault(key[(key.LastIndexOf('.') + 1)..], Section);
    }

    /// <summary>Reads them.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">Name of the section.</param>
    /// <param name="section">The section; null where it is absent.</param>
    internal static SectionLocations Read(ConfigMapReader pipeline, string name, ConfigMapReader? section) =>
        new(pipeline.LocationOf(name), (section?.Names ?? []).ToDictionary(key => key, key => section!.LocationOf(key), StringComparer.Ordinal));
}
