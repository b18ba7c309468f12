using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Gateway;

/// <summary>
/// The body of an answer on its way to the client. The web server knows no trailers in HTTP/1.1, so an answer that announces some is cut into chunks
/// here (RFC 9112, 7.1).
/// </summary>
internal sealed class AnswerBody
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private readonly HttpContext _context;
    private readonly bool _isChunkedHere;

    private AnswerBody(HttpContext context, bool isChunkedHere) => (_context, _isChunkedHere) = (context, isChunkedHere);

    /// <summary>The body of an answer whose head was copied.</summary>
    public static AnswerBody Of(HttpContext context, HttpResponseMessage answer)
    {
        bool hasTrailers = answer.Headers.Trailer.Count > 0
            && answer.Content.Headers.ContentLength is null
            && HttpProtocol.IsHttp11(context.Request.Protocol)
            && !HttpMethods.IsHead(context.Request.Method);
        if (hasTrailers) context.Response.Headers.TransferEncoding = "chunked";
        return new AnswerBody(context, hasTrailers);
    }

    /// <summary>Sends a piece, and waits until the client takes it.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece)
    {
        if (!_isChunkedHere)
        {
            await _context.Response.Body.WriteAsync(piece, _context.RequestAborted).ConfigureAwait(false);
            return;
        }

        byte[] chunk = [.. Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture)), .. LineEnd, .. piece.Span, .. LineEnd];
        await _context.Response.Body.WriteAsync(chunk, _context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The answer is whole. Even an empty one is sent now: it is the target's, and nobody is to fill it.</summary>
    public async ValueTask EndAsync(HttpResponseHeaders trailers)
    {
        if (!_isChunkedHere)
        {
            if (!_context.Response.HasStarted) await _context.Response.StartAsync(_context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var end = new StringBuilder("0\r\n");
        foreach ((string name, HeaderStringValues values) in trailers.NonValidated)
        {
            foreach (string value in values) end.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await _context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(end.Append("\r\n").ToString()), _context.RequestAborted).ConfigureAwait(false);
    }
}
