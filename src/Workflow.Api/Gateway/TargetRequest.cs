using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Workflow.Api.Gateway;

/// <summary>Makes of a client's request the one that a target gets.</summary>
internal static class TargetRequest
{
    /// <summary>How the gateway calls itself in <c>Via</c>.</summary>
    public const string Via = "1.1 workflow";

    private const string SessionCookie = "workflow-session-";

    // Addresses are handed on letter by letter: what a client has encoded, or not, is the target's to read.
    private static readonly UriCreationOptions AsItCame = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Makes the request.</summary>
    /// <param name="client">The client's request.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="target">Who gets it.</param>
    /// <param name="body">Its body; null where it has none.</param>
    public static HttpRequestMessage Create(HttpRequest client, EndpointAddress address, RouteTarget target, ClientBody? body)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(client.Method), new Uri(target.Url.GetLeftPart(UriPartial.Authority) + address.PathAndQuery, AsItCame))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = ContentOf(client, body),
        };
        StringValues connection = client.Headers.Connection;
        foreach ((string name, StringValues values) in client.Headers)
        {
            if (IsOwn(name) || ConnectionHeaders.Contain(name, connection)) continue;
            Add(request, name, name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? WithoutSessions(values) : values);
        }

        if (body is not null && ConnectionHeaders.IsNamed("100-continue", client.Headers.Expect)) request.Headers.ExpectContinue = true;
        AddOrigin(request, client, address);
        return request;
    }

    // The runtime sends a request again by itself, where a kept connection turns out to be gone, unless there is a body: even an empty one.
    private static HttpContent? ContentOf(HttpRequest client, ClientBody? body)
    {
        if (body is not null) return new ForwardedBody(body, client.ContentLength);
        return HttpMethods.IsGet(client.Method) || HttpMethods.IsHead(client.Method) || HttpMethods.IsOptions(client.Method) ? null : new ByteArrayContent([]);
    }

    private static bool IsOwn(string name) => name.ToUpperInvariant() is
        "HOST" or "EXPECT" or "CONTENT-LENGTH" or "VIA" or "X-FORWARDED-FOR" or "X-FORWARDED-PROTO" or "X-FORWARDED-HOST" or "X-FORWARDED-PREFIX";

    private static void Add(HttpRequestMessage request, string name, StringValues values)
    {
        if (values.Count == 0) return;
        if (request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) return;
        request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
    }

    private static void AddOrigin(HttpRequestMessage request, HttpRequest client, EndpointAddress address)
    {
        IHeaderDictionary headers = client.Headers;
        Add(request, "Via", StringValues.Concat(headers.Via, Via));
        if (client.HttpContext.Connection.RemoteIpAddress is { } from) Add(request, "X-Forwarded-For", StringValues.Concat(headers["X-Forwarded-For"], Text(from)));
        Add(request, "X-Forwarded-Proto", client.Scheme);
        Add(request, "X-Forwarded-Host", client.Host.Value);
        Add(request, "X-Forwarded-Prefix", address.Prefix);
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    // Browsers send the dashboard's session to every port and path of this machine; it is nothing for a target to know.
    private static StringValues WithoutSessions(StringValues values)
    {
        if (!values.ToString().Contains(SessionCookie, StringComparison.Ordinal)) return values;
        string[] others =
        [
            .. values.SelectMany(value => (value ?? string.Empty).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(cookie => !cookie.StartsWith(SessionCookie, StringComparison.Ordinal)),
        ];
        return others.Length == 0 ? StringValues.Empty : string.Join("; ", others);
    }
}
