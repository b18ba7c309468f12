using System.Text.RegularExpressions;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Artifacts.Locations;

/// <summary>Reads <c>s3://bucket/prefix?endpoint=URL&amp;region=NAME</c>.</summary>
/// <remarks>Not by <see cref="Uri"/>, which changes letters of the bucket. What is refused is not repeated where it may hold a secret.</remarks>
internal static partial class S3ArtifactsText
{
    private const string Endpoint = "endpoint";
    private const string Region = "region";

    /// <summary>Reads a text that begins with the scheme.</summary>
    /// <exception cref="ArtifactException">It names no bucket, or something that is not known.</exception>
    public static S3Artifacts Parse(string text)
    {
        string[] halves = text[S3Artifacts.Scheme.Length..].Split('?', 2);
        if (halves[0].Contains('@', StringComparison.Ordinal))
            throw Wrong("it holds credentials. Leave them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile or role.");
        string[] path = halves[0].Split('/', 2);
        if (!BucketName().IsMatch(path[0]))
            throw Wrong($"'{path[0]}' is no name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens");
        Dictionary<string, string> settings = ReadSettings(halves.Length == 2 ? halves[1] : string.Empty);
        return new S3Artifacts(
            path[0],
            path.Length == 2 ? ReadPrefix(path[1]) : string.Empty,
            settings.TryGetValue(Endpoint, out string? endpoint) ? ReadEndpoint(endpoint) : null,
            settings.TryGetValue(Region, out string? region) ? ReadRegion(region) : null);
    }

    private static string ReadPrefix(string text)
    {
        string prefix = text.Trim('/');
        bool isPlain = prefix.Length == 0
            || (Prefix().IsMatch(prefix) && prefix.Split('/').All(part => part is not ("" or "." or "..")));
        return isPlain ? prefix : throw Wrong($"'{prefix}' is no prefix of keys: letters, digits, - _ . between single slashes");
    }

    private static Uri ReadEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint)
            && endpoint is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "", Host.Length: > 0 }
            ? endpoint
            : throw Wrong("the endpoint must be http://host:port or https://host:port, with nothing before the host or behind the port");

    private static string ReadRegion(string text) =>
        RegionName().IsMatch(text) ? text : throw Wrong("the region must be a name such as eu-central-1");

    private static Dictionary<string, string> ReadSettings(string query)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (parts[0] is not (Endpoint or Region))
                throw Wrong($"'{parts[0]}' is not known behind the question mark; {NearestName.Hint(parts[0], [Endpoint, Region])}");
            if (parts.Length < 2 || parts[1].Length == 0) throw Wrong($"{parts[0]} has no value");
            if (!settings.TryAdd(parts[0], Uri.UnescapeDataString(parts[1]))) throw Wrong($"{parts[0]} stands twice");
        }

        return settings;
    }

    private static ArtifactException Wrong(string what) =>
        new($"the location of the artifacts (WORKFLOW_ARTIFACTS) cannot be used: {what}", code: ArtifactException.Unusable);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"\A[A-Za-z0-9_./-]{1,512}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,40}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();
}
