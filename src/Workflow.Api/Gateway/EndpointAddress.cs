namespace Workflow.Api.Gateway;

/// <summary>The address of a request to an endpoint: <c>/endpoints/PROJECT/ENDPOINT/...</c>.</summary>
/// <param name="Project">Project of the endpoint.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Prefix">What stands before the target's own path, letter by letter as it came.</param>
/// <param name="PathAndQuery">The target's own path and query, letter by letter as they came.</param>
internal sealed record EndpointAddress(string Project, string Endpoint, string Prefix, string PathAndQuery)
{
    private const string Root = "/endpoints/";

    /// <summary>Reads the target of a request line; null where it is no address of an endpoint.</summary>
    /// <param name="requestTarget">The target in origin or absolute form (RFC 9112, 3.2), before anything was decoded.</param>
    public static EndpointAddress? Parse(string requestTarget)
    {
        ReadOnlySpan<char> target = WithoutAuthority(requestTarget);
        if (!target.StartsWith(Root, StringComparison.Ordinal)) return null;
        int pathEnd = target.IndexOf('?') is >= 0 and var query ? query : target.Length;
        ReadOnlySpan<char> names = target[Root.Length..pathEnd];
        int slash = names.IndexOf('/');
        if (slash <= 0) return null;
        ReadOnlySpan<char> endpoint = names[(slash + 1)..];
        if (endpoint.IndexOf('/') is >= 0 and var end) endpoint = endpoint[..end];
        if (endpoint.IsEmpty) return null;
        int prefix = Root.Length + slash + 1 + endpoint.Length;
        string rest = target[prefix..].ToString();
        return new EndpointAddress(
            Uri.UnescapeDataString(names[..slash]),
            Uri.UnescapeDataString(endpoint),
            target[..prefix].ToString(),
            rest.StartsWith('/') ? rest : $"/{rest}");
    }

    private static ReadOnlySpan<char> WithoutAuthority(ReadOnlySpan<char> target)
    {
        if (target.StartsWith("/", StringComparison.Ordinal)) return target;
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return [];
        ReadOnlySpan<char> behind = target[(scheme + 3)..];
        int path = behind.IndexOf('/');
        return path < 0 ? [] : behind[path..];
    }
}
