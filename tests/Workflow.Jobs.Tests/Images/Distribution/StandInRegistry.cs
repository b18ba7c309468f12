using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Workflow.Jobs.Images.Distribution;
using Workflow.Testing.Http;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>
/// A registry on loopback that does what Docker Registry 2 does not: it goes on with uploads that were cut, keeps account of referrers, lists
/// tags in pages. It answers as registries do, or as a test says for the next calls.
/// </summary>
internal sealed partial class StandInRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string Type, byte[] Bytes)> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Call, RequestDelegate Answer)> _faults = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _logins = new();
    private LoopbackServer _server = null!;

    public Uri Url => _server.Url;

    public string Name => Url.Authority;

    /// <summary>Method and path of every call so far.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>What calls brought along in the header Authorization; empty for nothing.</summary>
    public IReadOnlyList<string> Logins => [.. _logins];

    /// <summary>Manifests by tag and by digest.</summary>
    public IReadOnlyDictionary<string, (string Type, byte[] Bytes)> Manifests => _manifests;

    public IReadOnlyDictionary<string, byte[]> Blobs => _blobs;

    /// <summary>What callers must bring along; null where nobody is asked.</summary>
    public string? Login { get; set; }

    /// <summary>How they are asked for it.</summary>
    public string Challenge { get; set; } = "Basic realm=\"stand-in\"";

    /// <summary>Tags of a page.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>Where blobs are really.</summary>
    public Uri? BlobsAt { get; set; }

    public static async Task<StandInRegistry> StartAsync(X509Certificate2? certificate = null)
    {
        var registry = new StandInRegistry();
        registry._server = await LoopbackServer.StartAsync(registry.AnswerAsync, certificate);
        return registry;
    }

    /// <summary>Answers the next call that begins so otherwise.</summary>
    public StandInRegistry Next(string call, RequestDelegate answer)
    {
        _faults.Enqueue((call, answer));
        return this;
    }

    public StandInRegistry NextRefused(string call, int status, string code, string message, string? retryAfter = null) => Next(call, context =>
    {
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return RefuseAsync(context, status, code, message);
    });

    public void Put(string reference, string type, byte[] bytes) => _manifests[reference] = (type, bytes);

    public void PutBlob(string digest, byte[] bytes) => _blobs[digest] = bytes;

    /// <summary>Takes over a whole image of a layout.</summary>
    public void Put(LayoutImages images, RegistryManifest image, string? tag = null)
    {
        foreach (Jobs.Images.Descriptor blob in image.Blobs) PutBlob(blob.Digest, images.Read(blob.Digest));
        Put(image.Digest, image.MediaType, image.Bytes.ToArray());
        if (tag is not null) Put(tag, image.MediaType, image.Bytes.ToArray());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static async Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method != "HEAD") await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code, message, detail = "more" } } });
    }

    /// <summary>Says that a piece has come, and throws it away.</summary>
    public static async Task AcceptAsync(HttpContext context, int last)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.Headers.Location = context.Request.Path + context.Request.QueryString;
        context.Response.Headers[HeaderNames.Range] = string.Create(CultureInfo.InvariantCulture, $"0-{last}");
        context.Response.StatusCode = 202;
    }

    private Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string call = $"{request.Method} {request.Path}";
        _asked.Enqueue(call);
        _logins.Enqueue(request.Headers.Authorization.ToString());
        if (_faults.TryPeek(out (string Call, RequestDelegate Answer) fault) && call.StartsWith(fault.Call, StringComparison.Ordinal) && _faults.TryDequeue(out fault))
            return fault.Answer(context);
        if (Login is not null && request.Headers.Authorization != Login)
        {
            context.Response.Headers.WWWAuthenticate = Challenge;
            return RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        }

        return PathRule().Match(request.Path) is { Success: true } match
            ? AnswerAsync(context, match.Groups["kind"].Value, match.Groups["rest"].Value)
            : RefuseAsync(context, 404, "NOT_FOUND", "page not found");
    }

    private Task AnswerAsync(HttpContext context, string kind, string rest) => (context.Request.Method, kind) switch
    {
        ("PUT", "manifests") => TakeManifestAsync(context, rest),
        (_, "manifests") => _manifests.TryGetValue(rest, out (string Type, byte[] Bytes) found)
            ? SendAsync(context, found.Bytes, found.Type)
            : RefuseAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown"),
        ("POST", "blobs/uploads") => Begin(context),
        ("PATCH", "blobs/uploads") => TakePieceAsync(context, rest),
        ("PUT", "blobs/uploads") => FinishAsync(context, rest),
        (_, "blobs/uploads") => _uploads.TryGetValue(rest, out MemoryStream? upload)
            ? TellRange(context, rest, upload, 204)
            : RefuseAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"),
        (_, "blobs") when !_blobs.ContainsKey(rest) => RefuseAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry"),
        ("GET", "blobs") when BlobsAt is { } elsewhere => Redirect(context, new Uri(elsewhere, $"{context.Request.Path}?signature=of-the-address")),
        (_, "blobs") => SendAsync(context, _blobs[rest], "application/octet-stream"),
        (_, "tags") => SendTagsAsync(context),
        _ => SendReferrersAsync(context, rest),
    };

    private async Task TakeManifestAsync(HttpContext context, string reference)
    {
        byte[] bytes = await ReadAsync(context);
        string digest = $"sha256:{Sha256Hex.Of(bytes)}";
        _manifests[reference] = _manifests[digest] = (context.Request.ContentType!, bytes);
        if (Encoding.UTF8.GetString(bytes).Contains("\"subject\"", StringComparison.Ordinal)) context.Response.Headers["OCI-Subject"] = "there is one";
        context.Response.Headers["Docker-Content-Digest"] = digest;
        context.Response.StatusCode = 201;
    }

    private Task Begin(HttpContext context)
    {
        string id = Guid.CreateVersion7().ToString();
        _uploads[id] = new MemoryStream();
        context.Response.Headers.Location = $"{context.Request.Path}{id}?state=begun";
        context.Response.StatusCode = 202;
        return Task.CompletedTask;
    }

    // Whatever arrives stays, however the call ends.
    private async Task TakePieceAsync(HttpContext context, string id)
    {
        MemoryStream upload = _uploads[id];
        string expected = string.Create(CultureInfo.InvariantCulture, $"{upload.Length}-{upload.Length + context.Request.ContentLength - 1}");
        if (context.Request.Headers.ContentRange != expected)
        {
            await RefuseAsync(context, 416, "BLOB_UPLOAD_INVALID", $"expected {expected}");
            return;
        }

        var buffer = new byte[4096];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read) upload.Write(buffer, 0, read);
        await TellRange(context, id, upload, 202);
    }

    private static Task TellRange(HttpContext context, string id, MemoryStream upload, int status)
    {
        context.Response.Headers.Location = $"{id}?state=at-{upload.Length}";
        context.Response.Headers[HeaderNames.Range] = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Length - 1)}");
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private Task FinishAsync(HttpContext context, string id)
    {
        string digest = context.Request.Query["digest"].ToString();
        byte[] bytes = _uploads[id].ToArray();
        if ($"sha256:{Sha256Hex.Of(bytes)}" != digest) return RefuseAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        _blobs[digest] = bytes;
        _uploads.TryRemove(id, out _);
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context, Uri to)
    {
        context.Response.Redirect(to.ToString());
        return Task.CompletedTask;
    }

    private async Task SendTagsAsync(HttpContext context)
    {
        string last = context.Request.Query["last"].ToString();
        string[] tags = [.. _manifests.Keys.Where(key => !key.Contains(':', StringComparison.Ordinal)).Where(key => string.CompareOrdinal(key, last) > 0).Order(StringComparer.Ordinal)];
        if (tags.Length > PageSize) context.Response.Headers.Link = $"<{context.Request.Path}?n={PageSize}&last={tags[PageSize - 1]}>; rel=\"next\"";
        await context.Response.WriteAsJsonAsync(new { name = "some", tags = tags.Take(PageSize) });
    }

    private async Task SendReferrersAsync(HttpContext context, string subject)
    {
        context.Response.ContentType = "application/vnd.oci.image.index.v1+json";
        IEnumerable<string> entries = _manifests.Where(manifest => manifest.Key.Contains(':', StringComparison.Ordinal) && Encoding.UTF8.GetString(manifest.Value.Bytes) is var text
                && text.Contains("\"subject\"", StringComparison.Ordinal) && text.Contains(subject, StringComparison.Ordinal))
            .Select(manifest => $$"""{"mediaType":"{{manifest.Value.Type}}","digest":"{{manifest.Key}}","size":{{manifest.Value.Bytes.Length}},"artifactType":"application/vnd.example.signature"}""");
        await context.Response.WriteAsync($$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{{string.Join(',', entries)}}]}""");
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes, string type)
    {
        int from = RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out RangeHeaderValue? range) ? (int)range.Ranges.Single().From!.Value : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length - from;
        if (context.Request.Method == "GET") await context.Response.Body.WriteAsync(bytes.AsMemory(from), context.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    [GeneratedRegex("^/v2/(?<name>.+)/(?<kind>manifests|blobs/uploads|blobs|tags|referrers)/(?<rest>[^/]*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathRule();
}
