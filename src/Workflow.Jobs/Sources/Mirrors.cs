namespace Workflow.Jobs.Sources;

/// <summary>Looks for files in local mirrors.</summary>
public sealed class Mirrors(SourceOptions options)
{
    /// <summary>The first mirror file of a name; null where there is none.</summary>
    /// <param name="fileName">A plain file name.</param>
    /// <exception cref="SourceException">A mirror does not exist: misspelt, it would let other data take the place of what the user has.</exception>
    public string? Find(string fileName)
    {
        if (options.Mirrors.FirstOrDefault(mirror => !Directory.Exists(mirror)) is { } absent)
        {
            throw new SourceException($"{SourceOptions.MirrorVariable} names {absent}, which does not exist or is no directory; correct it, or unset it");
        }

        return options.Mirrors.SelectMany(mirror => (IEnumerable<string>)[mirror, .. Directory.EnumerateDirectories(mirror).Order(StringComparer.Ordinal)])
            .Select(directory => Path.Combine(directory, fileName))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Why a file was not found, in a few words.</summary>
    public string WhyNot() => options.Mirrors.Count == 0
        ? $"{SourceOptions.MirrorVariable} is not set"
        : $"not in {string.Join(" or ", options.Mirrors)}, nor one level below";
}
