namespace Workflow.Jobs.Artifacts.Locations;

/// <summary>Where artifacts are kept.</summary>
public abstract record ArtifactLocation
{
    private const string Forms =
        "name a directory by its whole path (/mnt/share/artifacts) or a bucket (s3://bucket/prefix?endpoint=http://host:9000&region=eu-central-1)";

    /// <summary>Reads a location as a user writes it.</summary>
    /// <param name="text">
    /// A directory's absolute path, <c>s3://bucket/prefix?endpoint=URL&amp;region=NAME</c> with everything behind the bucket optional, or null or
    /// empty for the home's own directory.
    /// </param>
    /// <exception cref="ArtifactException">Neither.</exception>
    public static ArtifactLocation Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return new HomeArtifacts();
        if (text.StartsWith(S3Artifacts.Scheme, StringComparison.Ordinal)) return S3ArtifactsText.Parse(text);
        if (Path.IsPathFullyQualified(text)) return new SharedDirectory(Path.GetFullPath(text));

        // An address may hold a password: it is not repeated.
        throw new ArtifactException(
            text.Contains("://", StringComparison.Ordinal)
                ? $"the location of the artifacts (WORKFLOW_ARTIFACTS) begins with no scheme that is known: {Forms}"
                : $"the location of the artifacts (WORKFLOW_ARTIFACTS), '{text}', is no absolute path: {Forms}",
            code: ArtifactException.Unusable);
    }
}
