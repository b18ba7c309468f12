using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;

namespace Workflow.Jobs.Tests.Sources;

/// <summary>A web server on loopback that answers as a test says, request by request, and the last answer from then on.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private LoopbackServer _server = null!;

    private FileServer()
    {
    }

    /// <summary>Address of the file.</summary>
    public Uri Url => new(_server.Url, "/data.zip");

    /// <summary>What every request so far has asked for: <c>all</c>, or the range and the tag on which it depends.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public static async Task<FileServer> StartAsync(X509Certificate2? certificate = null)
    {
        var server = new FileServer();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync, certificate);
        return server;
    }

    public FileServer Answer(RequestDelegate answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public FileServer Status(int status) => Answer(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public FileServer Redirect(Uri to) => Answer(context =>
    {
        context.Response.Redirect(to.ToString());
        return Task.CompletedTask;
    });

    /// <summary>Forgets the answer that is the next.</summary>
    public FileServer Skip()
    {
        Assert.True(_answers.TryDequeue(out _));
        return this;
    }

    /// <summary>Serves a file as RFC 9110 asks for, ranges included.</summary>
    public FileServer Serve(byte[] file, string? tag) => Answer(async context =>
    {
        int from = Begin(context, file, tag);
        if (from < file.Length) await context.Response.Body.WriteAsync(file.AsMemory(from));
    });

    /// <summary>Serves the first bytes of the rest of a file, and nothing more until <paramref name="goOn"/>; then the connection is reset.</summary>
    public FileServer ServeAndCut(byte[] file, string? tag, int bytes, Task goOn) => Answer(async context =>
    {
        int from = Begin(context, file, tag);
        await context.Response.Body.WriteAsync(file.AsMemory(from, bytes));
        await context.Response.Body.FlushAsync();
        await goOn.WaitAsync(context.RequestAborted);
        context.Abort();
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static int Begin(HttpContext context, byte[] file, string? tag)
    {
        HttpResponse response = context.Response;
        if (tag is not null) response.Headers.ETag = tag;
        string range = context.Request.Headers.Range.ToString();
        bool isContinued = range.Length > 0 && context.Request.Headers.IfRange.ToString() == tag;
        int from = isContinued ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (isContinued && from >= file.Length)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Length}");
            return file.Length;
        }

        if (isContinued)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{file.Length - 1}/{file.Length}");
        }

        response.ContentLength = file.Length - from;
        return from;
    }

    private Task AnswerAsync(HttpContext context)
    {
        string range = context.Request.Headers.Range.ToString();
        _asked.Enqueue(range.Length == 0 ? "all" : $"{range} if {context.Request.Headers.IfRange}");
        RequestDelegate? answer;
        if (_answers.Count > 1) _answers.TryDequeue(out answer);
        else _answers.TryPeek(out answer);
        return answer!(context);
    }
}
