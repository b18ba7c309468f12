using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>Calls whose bytes are ours to choose.</summary>
internal sealed class GrpcConnection : IDisposable
{
    private readonly HttpClient _http;

    public GrpcConnection(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>A message behind its five bytes.</summary>
    public static byte[] Frame(params ReadOnlySpan<byte> message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Makes a call.</summary>
    /// <returns>Its status, its status' message as it was sent, and the messages of the answer with what stands in front of them.</returns>
    public async Task<(int Status, string Message, byte[] Answer)> CallAsync(string method, byte[] body, params IEnumerable<(string Name, string Value)> headers)
    {
        using HttpResponseMessage response = await SendAsync(method, new ByteArrayContent(body), "application/grpc", headers);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        string message = response.TrailingHeaders.TryGetValues("grpc-message", out IEnumerable<string>? messages) ? Assert.Single(messages) : string.Empty;
        return (int.Parse(Assert.Single(response.TrailingHeaders.GetValues("grpc-status")), System.Globalization.CultureInfo.InvariantCulture), message, answer);
    }

    /// <summary>Makes a call that may be none.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, HttpContent content, string type, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"inference.GRPCInferenceService/{method}", UriKind.Relative))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
