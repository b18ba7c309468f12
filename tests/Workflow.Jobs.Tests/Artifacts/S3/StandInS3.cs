using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Testing.Http;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts.S3;

/// <summary>
/// A server on loopback that speaks the part of S3 that the store uses, in path style, with one bucket. It answers as S3 does, or as a test says
/// for the next requests of a method.
/// </summary>
internal sealed class StandInS3 : IAsyncDisposable
{
    public const string Bucket = "team-artifacts";
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestDelegate>> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private LoopbackServer _server = null!;

    // The SDK's own chain finds them, as it does those of a user.
    static StandInS3()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "the-key-of-the-tests");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "the-secret-of-the-tests");
    }

    private StandInS3()
    {
    }

    public Uri Url => _server.Url;

    public S3Artifacts Location => new(Bucket, "some/prefix", Url, Region: null);

    /// <summary>Whether a sum that came with an object is told, as Amazon's servers do and some others do not.</summary>
    public bool TellsSums { get; set; } = true;

    /// <summary>Method and key of every request so far.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public IReadOnlyCollection<string> Keys => [.. _objects.Keys];

    public static async Task<StandInS3> StartAsync()
    {
        var server = new StandInS3();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <summary>Puts other bytes in the place of an object's: with a sum of their own, or, as a disk that rots, under the old one.</summary>
    public void Replace(string key, byte[] bytes, bool keepsSum = false) =>
        _objects[key] = new StoredObject(bytes, keepsSum ? _objects[key].Sum : SumOf(bytes));

    /// <summary>Answers the next request of a method otherwise.</summary>
    public StandInS3 Next(string method, RequestDelegate answer)
    {
        _faults.GetOrAdd(method, _ => new ConcurrentQueue<RequestDelegate>()).Enqueue(answer);
        return this;
    }

    public StandInS3 NextRefused(string method, int status, string code) =>
        Next(method, context => RefuseAsync(context, status, code, $"the stand-in says {code}"));

    /// <summary>Sends the first half of the object that was asked for. The server ends the connection when a body is too short.</summary>
    public StandInS3 NextCut() => Next("GET", async context =>
    {
        byte[] bytes = _objects[KeyOf(context)].Bytes;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string KeyOf(HttpContext context) => context.Request.Path.Value![(Bucket.Length + 2)..];

    private static string SumOf(byte[] bytes) => Convert.ToBase64String(Convert.FromHexString(Sha256Hex.Of(bytes)));

    private static bool IsSigned(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var authorization
        && authorization.StartsWith("AWS4-HMAC-SHA256 Credential=the-key-of-the-tests/", StringComparison.Ordinal)
        && authorization.Contains("/s3/aws4_request", StringComparison.Ordinal)
        && authorization.Contains("Signature=", StringComparison.Ordinal)
        && request.Headers["x-amz-date"].Count == 1
        && request.Headers["x-amz-content-sha256"].Count == 1;

    private static async Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        if (context.Request.Method != "HEAD")
            await context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    }

    private Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value!;
        if (!path.StartsWith($"/{Bucket}/", StringComparison.Ordinal)) return RefuseAsync(context, 404, "NoSuchBucket", "The specified bucket does not exist");
        string key = KeyOf(context);
        _asked.Enqueue($"{request.Method} {key}");
        if (!IsSigned(request)) return RefuseAsync(context, 403, "AccessDenied", "Access Denied");
        if (_faults.TryGetValue(request.Method, out ConcurrentQueue<RequestDelegate>? faults) && faults.TryDequeue(out RequestDelegate? fault))
            return fault(context);
        return request.Method switch
        {
            "PUT" => PutAsync(context, key),
            "GET" or "HEAD" => _objects.TryGetValue(key, out StoredObject? found)
                ? SendAsync(context, found)
                : RefuseAsync(context, 404, "NoSuchKey", "The specified key does not exist."),
            "DELETE" => Delete(context, key),
            _ => RefuseAsync(context, 405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
        };
    }

    private async Task PutAsync(HttpContext context, string key)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        byte[] bytes = body.ToArray();
        string sum = context.Request.Headers["x-amz-checksum-sha256"].ToString();
        string signed = context.Request.Headers["x-amz-content-sha256"].ToString();
        if (sum.Length == 0) await RefuseAsync(context, 400, "InvalidRequest", "an upload must name its SHA-256");
        else if (sum != SumOf(bytes) || (Sha256Hex.IsValid(signed) && signed != Sha256Hex.Of(bytes))) await RefuseAsync(context, 400, "BadDigest", "the bytes are not what was promised");
        else _objects[key] = new StoredObject(bytes, sum);
    }

    private async Task SendAsync(HttpContext context, StoredObject found)
    {
        context.Response.ContentLength = found.Bytes.Length;
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ETag = "\"an-etag\"";
        if (TellsSums && context.Request.Headers["x-amz-checksum-mode"] == "ENABLED") context.Response.Headers["x-amz-checksum-sha256"] = found.Sum;
        if (context.Request.Method == "GET") await context.Response.Body.WriteAsync(found.Bytes);
    }

    private Task Delete(HttpContext context, string key)
    {
        _objects.TryRemove(key, out _);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private sealed record StoredObject(byte[] Bytes, string Sum);
}
