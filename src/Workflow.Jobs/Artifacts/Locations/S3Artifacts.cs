namespace Workflow.Jobs.Artifacts.Locations;

/// <summary>In a bucket of S3, or of a server that speaks like it. Credentials are none of its parts: they come from the SDK's own chain.</summary>
/// <param name="Name">Name of the bucket.</param>
/// <param name="Prefix">What keys begin with, without a slash at either end; empty for none.</param>
/// <param name="Endpoint">Address of a server other than Amazon's, spoken to in path style; null for Amazon's.</param>
/// <param name="Region">Region; null for the SDK's own choice, or for us-east-1 where an endpoint is named.</param>
public sealed record S3Artifacts(string Name, string Prefix, Uri? Endpoint, string? Region) : ArtifactLocation
{
    /// <summary>What the text of such a location begins with.</summary>
    public const string Scheme = "s3://";

    /// <summary>The key of an artifact.</summary>
    public string KeyOf(string digest)
    {
        string key = $"sha256/{digest[..2]}/{digest}";
        return Prefix.Length == 0 ? key : $"{Prefix}/{key}";
    }

    /// <summary>How an object is named to the user.</summary>
    public string AddressOf(string key) => $"{Scheme}{Name}/{key}";

    /// <inheritdoc/>
    public override string ToString()
    {
        string bucket = Prefix.Length == 0 ? $"{Scheme}{Name}" : $"{Scheme}{Name}/{Prefix}";
        return Endpoint is null ? bucket : $"{bucket} at {Endpoint.GetLeftPart(UriPartial.Authority)}";
    }
}
