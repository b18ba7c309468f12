namespace Workflow.Jobs.Sources;

/// <summary>Looks for files in local mirrors.</summary>
public sealed class Mirrors(SourceOptions options)
{
    /// <summary>The first mirror file of a name; null where there is none.</summary>
    /// <param name="fileName">A plain file name.</param>
    public string? Find(string fileName) => options.Mirrors
        .Where(Directory.Exists)
        .SelectMany(mirror => (IEnumerable<string>)[mirror, .. Directory.EnumerateDirectories(mirror).Order(StringComparer.Ordinal)])
        .Select(directory => Path.Combine(directory, fileName))
        .FirstOrDefault(File.Exists);

    /// <summary>Why a file was not found, in a few words.</summary>
    public string WhyNot() => options.Mirrors.Count == 0
        ? $"{SourceOptions.MirrorVariable} is not set"
        : $"not in {string.Join(" or ", options.Mirrors)}, nor one level below";
}
