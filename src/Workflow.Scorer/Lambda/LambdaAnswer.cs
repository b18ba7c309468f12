using System.Text;
using System.Text.Json;

namespace Workflow.Scorer.Lambda;

/// <summary>What AWS Lambda is told of an event.</summary>
/// <param name="IsError">Whether the function failed.</param>
/// <param name="Body">JSON, UTF-8.</param>
internal sealed record LambdaAnswer(bool IsError, byte[] Body)
{
    private static readonly string[] Told = ["content-type", "retry-after", "www-authenticate", "x-request-id"];

    /// <summary>Makes an answer of the scorer's own.</summary>
    /// <param name="isHttp">Whether whoever waits for it speaks HTTP.</param>
    /// <param name="response">The scorer's own.</param>
    /// <param name="cancellationToken">Cancelled when the time is over.</param>
    public static async Task<LambdaAnswer> OfAsync(bool isHttp, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (isHttp) return new LambdaAnswer(IsError: false, Http(response, body));
        return response.IsSuccessStatusCode ? new LambdaAnswer(IsError: false, body) : Error("BadRequest", Encoding.UTF8.GetString(body));
    }

    /// <summary>An answer that the function failed.</summary>
    public static LambdaAnswer Error(string type, string message) => new(IsError: true, Write(json =>
    {
        json.WriteString("errorType", type);
        json.WriteString("errorMessage", message);
    }));

    private static byte[] Http(HttpResponseMessage response, byte[] body) => Write(json =>
    {
        json.WriteNumber("statusCode", (int)response.StatusCode);
        json.WriteStartObject("headers");
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat<KeyValuePair<string, IEnumerable<string>>>(response.Content.Headers))
        {
            if (Told.Contains(name, StringComparer.OrdinalIgnoreCase)) json.WriteString(name.ToLowerInvariant(), string.Join(", ", values));
        }

        json.WriteEndObject();
        json.WriteString("body", Encoding.UTF8.GetString(body));
        json.WriteBoolean("isBase64Encoded", false);
    });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
