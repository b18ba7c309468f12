using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Workflow.Api.Gateway.Traffic;

namespace Workflow.Api.Gateway;

/// <summary>One request of a client on its way to a target, through as many attempts as it may have.</summary>
internal sealed class ForwardedCall : IDisposable
{
    private static readonly string[] CopiedHeaders = ["Content-Type", "Content-Encoding", "Accept", "Authorization", "X-Api-Key"];
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly SilenceLimit _limit;
    private readonly ClientBody? _body;
    private readonly bool _isRepeatable;
    private long? _refusedAt;
    private bool _isRepeated;

    /// <summary>Takes a request up.</summary>
    public ForwardedCall(HttpContext context, EndpointAddress address, EndpointRoute route, GatewayOptions options, TimeProvider time)
    {
        (Context, Address, Route, _options, _time) = (context, address, route, options, time);
        StickyKey = context.Request.Headers["x-sticky-key"].ToString();
        _limit = new SilenceLimit(options.SilenceTimeout, time, context.RequestAborted);

        // Who waits to be told to continue may still be sending when the connection is lost.
        _isRepeatable = RepeatableRequests.IsRepeatable(context.Request.Method, address.PathAndQuery) && context.Request.Headers.Expect.Count == 0;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return;

        // How large a body may be and how slowly it may come is the target's to say: it gets no more of it than it takes.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        _body = new ClientBody(context.Request, _isRepeatable ? options.RepeatableBytes : 0, _limit);
    }

    /// <summary>The client's request and answer.</summary>
    public HttpContext Context { get; }

    /// <summary>What was asked for.</summary>
    public EndpointAddress Address { get; }

    /// <summary>Where requests of the endpoint go now.</summary>
    public EndpointRoute Route { get; set; }

    /// <summary>What decides between targets; empty for nothing.</summary>
    public string StickyKey { get; }

    /// <summary>Whether it was lost once and is sent again.</summary>
    public bool IsRepeated => _isRepeated;

    /// <summary>Whether it asks for scores, and so may be sent to two versions.</summary>
    public bool IsScoring => RepeatableRequests.IsScoring(Context.Request.Method, Address.PathAndQuery);

    /// <summary>Why the body could not be read from the client; null where it could, or there is none.</summary>
    public Exception? ClientProblem => _body?.Problem;

    /// <summary>Sends it to a target and waits for the head of the answer.</summary>
    public async Task<TargetResult> SendAsync(RouteTarget target, TargetClients clients)
    {
        HttpRequestMessage request = TargetRequest.Create(Context.Request, Address, target, _body);
        _limit.Restart();
        try
        {
            // Kept connections may all end at the same moment, where a target does: what was lost on one is not risked on another.
            HttpMessageInvoker client = _isRepeated ? clients.Fresh : clients.Kept;
            return TargetResult.Answered(await client.SendAsync(request, _limit.Token).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            request.Dispose();
            return TargetResult.Failed(KindOf(failure), failure);
        }
        finally
        {
            _limit.Pause();
        }
    }

    /// <summary>Hands a target's answer back to the client, as <see cref="TargetAnswer.PassOnAsync"/>.</summary>
    public Task<FailureKind?> PassOnAsync(HttpResponseMessage answer, AnswerCopy? copy) =>
        TargetAnswer.PassOnAsync(Context, answer, _limit, _options, copy);

    /// <summary>Whether another version may answer where one cannot: nothing was sent, or nothing that would do harm twice.</summary>
    public bool MayGoElsewhere(TargetResult result) => _body is not { IsWhole: false }
        && (result.Failure is FailureKind.Unreachable or FailureKind.CircuitOpen || (result.Failure is FailureKind.Lost && _isRepeatable));

    /// <summary>A copy of the request for another version; null where it or its answer is too long.</summary>
    /// <param name="answered">What has answered it.</param>
    /// <param name="to">What gets the copy.</param>
    /// <param name="answer">What it was answered.</param>
    public CopiedRequest? CopyTo(RouteTarget answered, RouteTarget to, AnswerCopy answer)
    {
        if (!answer.IsWhole || _body?.Copy() is not { } body) return null;
        (string, string)[] headers =
        [
            .. CopiedHeaders.Select(name => (name, Context.Request.Headers[name].ToString())).Where(header => header.Item2.Length > 0),
        ];
        return new CopiedRequest(Route, answered, to, Address, body, headers, Context.Response.Headers["X-Request-Id"].ToString(), answer.ToArray());
    }

    /// <summary>Whether the request may be sent once more, after the pause that this takes.</summary>
    public async Task<bool> MayTryAgainAsync(TargetResult result)
    {
        if (result.Failure is not (FailureKind.Unreachable or FailureKind.Lost) || _body is { IsWhole: false }) return false;
        if (result.Failure is FailureKind.Lost)
        {
            if (!_isRepeatable || _isRepeated) return false;
            _isRepeated = true;
            return true;
        }

        // Nothing was sent: that harms nobody, whatever is asked for.
        _refusedAt ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(_refusedAt.Value) >= _options.SwitchPatience) return false;
        await Task.Delay(_options.SwitchPause, _time, Context.RequestAborted).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body?.Dispose();
        _limit.Dispose();
    }

    private FailureKind KindOf(Exception failure)
    {
        if (Context.RequestAborted.IsCancellationRequested || _body?.Problem is not null) return FailureKind.ClientGone;
        if (_limit.IsReached) return FailureKind.Silent;
        return failure switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => FailureKind.Unreachable,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => FailureKind.Lost,
            HttpRequestException { InnerException: IOException } or IOException => FailureKind.Lost,

            // Nobody else has cancelled: connecting took too long.
            OperationCanceledException => FailureKind.Unreachable,
            _ => FailureKind.Unreadable,
        };
    }
}
