using System.Text;
using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Lambda;

/// <summary>
/// What AWS Lambda hands a function, as an HTTP request: an event of an API gateway (payload 1.0 or 2.0) or a function URL, or, from whoever calls the
/// function itself, the body of a request to <c>/model/score</c>.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Headers">The headers that the scorer reads.</param>
/// <param name="Body">The body.</param>
/// <param name="IsHttp">Whether the answer is to be one of HTTP too.</param>
internal sealed record LambdaEvent(string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, bool IsHttp)
{
    private const string ScorePath = "/model/score";

    private static readonly string[] Methods = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] Read = ["content-type", "authorization", "x-api-key", "x-request-id"];

    /// <summary>Reads an event.</summary>
    /// <param name="json">JSON, UTF-8.</param>
    /// <exception cref="FormatException">It says that it is an HTTP request, and is none, or a text of it is none.</exception>
    public static LambdaEvent Parse(ReadOnlyMemory<byte> json)
    {
        if (TryParse(json) is not { } document) return Direct(json);
        using (document)
        {
            return Parse(document.RootElement, json);
        }
    }

    /// <summary>The event as a request to this very scorer, whatever its path is.</summary>
    /// <param name="scorer">Address of the scorer.</param>
    /// <exception cref="FormatException">It has no method that HTTP has, or its path is too long.</exception>
    public HttpRequestMessage ToRequest(Uri scorer)
    {
        if (!Methods.Contains(Method, StringComparer.OrdinalIgnoreCase)) throw new FormatException($"'{RecordText.Quote(Method)}' is no method; there are: {string.Join(", ", Methods)}");

        // Behind the authority: a path that begins with // would name another host if it were relative.
        int query = Path.IndexOf('?', StringComparison.Ordinal);
        var address = new UriBuilder(scorer) { Path = query < 0 ? Path : Path[..query], Query = query < 0 ? string.Empty : Path[query..] };
        var request = new HttpRequestMessage(new HttpMethod(Method), address.Uri) { Content = new ReadOnlyMemoryContent(Body) };
        foreach ((string name, string value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static LambdaEvent Parse(JsonElement root, ReadOnlyMemory<byte> json)
    {
        try
        {
            if (root.ValueKind != JsonValueKind.Object) return Direct(json);
            if (Member(root, "requestContext", "http") is { ValueKind: JsonValueKind.Object } http) return Http(root, Text(http, "method"), Text(root, "rawPath"), Text(root, "rawQueryString"));
            return Text(root, "httpMethod") is { } method ? Http(root, method, Text(root, "path"), Query(root)) : Direct(json);
        }
        catch (InvalidOperationException wrong)
        {
            throw new FormatException($"a text of the event {RecordText.NoText}", wrong);
        }
    }

    private static LambdaEvent Direct(ReadOnlyMemory<byte> json) =>
        new("POST", ScorePath, new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json" }, json, IsHttp: false);

    private static LambdaEvent Http(JsonElement root, string? method, string? path, string? query)
    {
        if (method is null || path is not ['/', ..]) throw new FormatException("the event has a method, but no path that begins with /");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty header in Member(root, "headers") is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject() : default)
        {
            string name = header.Name.ToLowerInvariant();
            if (!Read.Contains(name, StringComparer.Ordinal) || header.Value.ValueKind != JsonValueKind.String) continue;

            // What no header can hold is none.
            string value = header.Value.GetString()!;
            if (value.All(character => character is >= ' ' and <= '~')) headers[name] = value;
        }

        return new LambdaEvent(method, Routed(path) + (string.IsNullOrEmpty(query) ? string.Empty : $"?{query}"), headers, BodyOf(root), IsHttp: true);
    }

    // Driverless AI's deployments to Lambda answer below the name of a stage: /test/score.
    private static string Routed(string path) => path.EndsWith("/score", StringComparison.Ordinal) ? ScorePath : path;

    private static byte[] BodyOf(JsonElement root)
    {
        string body = Text(root, "body") ?? string.Empty;
        if (Member(root, "isBase64Encoded") is not { ValueKind: JsonValueKind.True }) return Encoding.UTF8.GetBytes(body);
        var bytes = new byte[body.Length];
        return Convert.TryFromBase64String(body, bytes, out int length) ? bytes[..length] : throw new FormatException("the event's body is said to be base64, and is not");
    }

    private static string Query(JsonElement root) => Member(root, "queryStringParameters") is { ValueKind: JsonValueKind.Object } query
        ? string.Join('&', query.EnumerateObject().Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value.ToString())}"))
        : string.Empty;

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            // The endpoint says what is wrong with it.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element;
    }

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
