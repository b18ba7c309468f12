using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Workflow.Api.Gateway.Traffic;

namespace Workflow.Api.Gateway;

/// <summary>Hands a target's answer back to the client while it comes.</summary>
internal static class TargetAnswer
{
    private const int BufferBytes = 64 << 10;
    private const string Sandbox = "sandbox allow-forms allow-scripts";

    /// <summary>Hands an answer back.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="answer">The answer, of which only the head was read.</param>
    /// <param name="limit">Ends waiting for a target that says nothing more.</param>
    /// <param name="options">How long that may take, and whether pages of targets are kept from the origin that they come from.</param>
    /// <param name="copy">Gets a copy of what is handed on; null for nobody.</param>
    /// <returns>Null, or why it is not whole; then the client's connection is cut, so that nobody takes it for whole.</returns>
    public static async Task<FailureKind?> PassOnAsync(HttpContext context, HttpResponseMessage answer, SilenceLimit limit, GatewayOptions options, AnswerCopy? copy)
    {
        CopyHead(context.Response, answer);
        if (options.SharesDashboardOrigin) context.Response.Headers.Append("Content-Security-Policy", Sandbox);
        AnswerBody body = AnswerBody.Of(context, answer);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        bool isTargets = true;
        try
        {
            Stream target = await answer.Content.ReadAsStreamAsync(context.RequestAborted).ConfigureAwait(false);
            while (true)
            {
                isTargets = true;
                int read = await ReadAsync(target, buffer, context, limit, options.AnswerSilenceTimeout).ConfigureAwait(false);
                isTargets = false;
                if (read == 0) break;
                copy?.Take(buffer.AsSpan(0, read));
                await body.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }

            await body.EndAsync(answer.TrailingHeaders).ConfigureAwait(false);
            return null;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
        {
            bool isBrokenOff = isTargets && !context.RequestAborted.IsCancellationRequested;
            context.Abort();
            return isBrokenOff ? FailureKind.BrokenOff : FailureKind.ClientGone;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The head goes together with the first bytes where those are there already; otherwise the client does not wait for it.
    private static async ValueTask<int> ReadAsync(Stream target, byte[] buffer, HttpContext context, SilenceLimit limit, TimeSpan longest)
    {
        ValueTask<int> reading = target.ReadAsync(buffer, limit.Token);
        if (reading.IsCompleted) return await reading.ConfigureAwait(false);
        limit.Restart(longest);
        if (!context.Response.HasStarted) await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        int read = await reading.ConfigureAwait(false);
        limit.Pause();
        return read;
    }

    private static void CopyHead(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        if (response.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>() is { } feature) feature.ReasonPhrase = answer.ReasonPhrase;
        StringValues connection = answer.Headers.NonValidated.TryGetValues("Connection", out HeaderStringValues named) ? ToValues(named) : StringValues.Empty;
        Copy(response.Headers, answer.Headers.NonValidated, connection);
        Copy(response.Headers, answer.Content.Headers.NonValidated, connection);
        response.Headers.Append("Via", TargetRequest.Via);
    }

    private static void Copy(IHeaderDictionary to, HttpHeadersNonValidated from, StringValues connection)
    {
        foreach ((string name, HeaderStringValues values) in from)
        {
            if (!ConnectionHeaders.Contain(name, connection)) to[name] = ToValues(values);
        }
    }

    private static StringValues ToValues(HeaderStringValues values) => values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
